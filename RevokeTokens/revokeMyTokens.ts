import { app } from "@azure/functions";
import { endpoint } from "../shared/http/endpoint";
import { done } from "../shared/http/replies";
import { users } from "../shared/users";

if (users) {
  const { identify, identities } = users;

  /** Signs the user out everywhere: ends every token of the user's identity. */
  app.http("RevokeMyTokens", {
    methods: ["DELETE"],
    authLevel: "anonymous",
    route: "me/tokens",
    handler: endpoint(async (request, deadline) => {
      const caller = await identify(request, deadline);
      await identities.revokeTokens(caller.key, deadline);
      return done();
    }),
  });
}
