import { app } from "@azure/functions";
import { composition } from "../shared/composition";
import { valueOrFaults } from "../shared/http/checked";
import { identityId } from "../shared/http/identityId";
import { done } from "../shared/http/replies";

/** Ends every token that an identity has, and leaves the identity able to get new ones. */
app.http("RevokeTokens", {
  methods: ["DELETE"],
  authLevel: "function",
  route: "identities/{id}/tokens",
  handler: composition.forKeyHolders(async (request, deadline, { identities }) => {
    const id = valueOrFaults(identityId(request));
    await identities.revokeTokens(id, deadline);
    return done();
  }),
});
