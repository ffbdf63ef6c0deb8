import { app } from "@azure/functions";
import { valueOrFaults } from "../shared/http/checked";
import { endpoint } from "../shared/http/endpoint";
import { identityId } from "../shared/http/identityId";
import { done } from "../shared/http/replies";
import { identities } from "../shared/services";

/** Ends every token that an identity has, and leaves the identity able to get new ones. */
app.http("RevokeTokens", {
  methods: ["DELETE"],
  authLevel: "function",
  route: "identities/{id}/tokens",
  handler: endpoint(async (request, deadline) => {
    const id = valueOrFaults(identityId(request));
    await identities.revokeTokens(id, deadline);
    return done();
  }),
});
