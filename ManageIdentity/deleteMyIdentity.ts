import { app } from "@azure/functions";
import { endpoint } from "../shared/http/endpoint";
import { done } from "../shared/http/replies";
import { users } from "../shared/users";

if (users) {
  const { identify, identities } = users;

  /** Deletes the signed-in user's identity; the next token is for a new one. */
  app.http("DeleteMyIdentity", {
    methods: ["DELETE"],
    authLevel: "anonymous",
    route: "me",
    handler: endpoint(async (request, deadline) => {
      const caller = await identify(request, deadline);
      await identities.deleteIdentity(caller.key, deadline);
      return done();
    }),
  });
}
