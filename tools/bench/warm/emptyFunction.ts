import { app } from "@azure/functions";

/** About the length of an access token. */
const TOKEN = "x".repeat(900);

/** What IssueToken would cost if it did nothing: it takes such a request and gives such a reply, without asking anyone. */
app.http("Empty", {
  methods: ["POST"],
  authLevel: "anonymous",
  route: "identities/{id}/tokens",
  handler: async (request) => {
    await request.json();
    return {
      jsonBody: {
        user: { communicationUserId: request.params["id"] },
        token: TOKEN,
        expiresOn: new Date(0).toISOString(),
      },
    };
  },
});
