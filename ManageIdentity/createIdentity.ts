import { app } from "@azure/functions";
import { valueOrFaults } from "../shared/http/checked";
import { endpoint } from "../shared/http/endpoint";
import { jsonBody } from "../shared/http/jsonBody";
import { identityCreated } from "../shared/http/replies";
import { bodies, identities, settings } from "../shared/services";
import { grantFor } from "../shared/tokenPolicy";

/** Creates an identity; when the body names scopes, with its first token. */
app.http("CreateIdentity", {
  methods: ["POST"],
  authLevel: "function",
  route: "identities",
  handler: endpoint(async (request, deadline) => {
    const asked = valueOrFaults(await jsonBody(request, bodies.createIdentity));
    const grant = asked.scopes && grantFor(asked, settings);
    const created = await identities.createIdentity(grant, deadline);
    return identityCreated(created);
  }),
});
