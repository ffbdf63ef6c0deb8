import { app } from "@azure/functions";
import { composition } from "../shared/composition";
import { done } from "../shared/http/replies";

if (composition.offers.users) {
  /** Signs the user out everywhere: ends every token of the user's identity. */
  app.http("RevokeMyTokens", {
    methods: ["DELETE"],
    authLevel: "anonymous",
    route: "me/tokens",
    handler: composition.forUsers(async (request, deadline, { users }) => {
      const caller = await users.identify(request, deadline);
      await users.signOuts.run(caller.key, () => users.identities.revokeTokens(caller.key, deadline));
      return done();
    }),
  });
}
