import { app } from "@azure/functions";
import { composition } from "../shared/composition";
import { done } from "../shared/http/replies";

if (composition.offers.users) {
  /** Deletes the signed-in user's identity; the next token is for a new one. */
  app.http("DeleteMyIdentity", {
    methods: ["DELETE"],
    authLevel: "anonymous",
    route: "me",
    handler: composition.forUsers(async (request, deadline, { users }) => {
      const caller = await users.identify(request, deadline);
      await users.deletions.run(caller.key, () => users.identities.deleteIdentity(caller.key, deadline));
      return done();
    }),
  });
}
