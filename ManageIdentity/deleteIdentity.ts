import { app } from "@azure/functions";
import { valueOrFaults } from "../shared/http/checked";
import { endpoint } from "../shared/http/endpoint";
import { identityId } from "../shared/http/identityId";
import { done } from "../shared/http/replies";
import { identities } from "../shared/services";

/** Deletes an identity for good, and with it every token it has. */
app.http("DeleteIdentity", {
  methods: ["DELETE"],
  authLevel: "function",
  route: "identities/{id}",
  handler: endpoint(async (request, deadline) => {
    const id = valueOrFaults(identityId(request));
    await identities.deleteIdentity(id, deadline);
    return done();
  }),
});
