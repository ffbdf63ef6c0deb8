import { app } from "@azure/functions";
import { composition } from "../shared/composition";
import { valueOrFaults } from "../shared/http/checked";
import { identityId } from "../shared/http/identityId";
import { done } from "../shared/http/replies";

/** Deletes an identity for good, and with it every token it has. */
app.http("DeleteIdentity", {
  methods: ["DELETE"],
  authLevel: "function",
  route: "identities/{id}",
  handler: composition.forKeyHolders(async (request, deadline, { identities }) => {
    const id = valueOrFaults(identityId(request));
    await identities.deleteIdentity(id, deadline);
    return done();
  }),
});
