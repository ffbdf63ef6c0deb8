import { app } from "@azure/functions";
import { composition } from "../shared/composition";
import { valueOrFaults } from "../shared/http/checked";
import { jsonBody } from "../shared/http/jsonBody";
import { identityCreated } from "../shared/http/replies";
import { grantFor } from "../shared/tokenPolicy";

/** Creates an identity; when the body names scopes, with its first token. */
app.http("CreateIdentity", {
  methods: ["POST"],
  authLevel: "function",
  route: "identities",
  handler: composition.forKeyHolders(async (request, deadline, { bodies, identities, settings }) => {
    const asked = valueOrFaults(await jsonBody(request, bodies.createIdentity));
    const grant = asked.scopes && grantFor(asked, settings);
    const created = await identities.createIdentity(grant, deadline);
    return identityCreated(created);
  }),
});
