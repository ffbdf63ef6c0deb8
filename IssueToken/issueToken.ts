import { app } from "@azure/functions";
import { composition } from "../shared/composition";
import { bothOrFaults } from "../shared/http/checked";
import { identityId } from "../shared/http/identityId";
import { jsonBody } from "../shared/http/jsonBody";
import { tokenIssued } from "../shared/http/replies";
import { grantFor } from "../shared/tokenPolicy";

/** Issues a token for an identity: the first one, or a fresh one in place of one that is about to expire. */
app.http("IssueToken", {
  methods: ["POST"],
  authLevel: "function",
  route: "identities/{id}/tokens",
  handler: composition.forKeyHolders(async (request, deadline, { bodies, identities, settings }) => {
    const [id, asked] = bothOrFaults(identityId(request), await jsonBody(request, bodies.issueToken));
    const grant = grantFor(asked, settings);
    const accessToken = await identities.issueToken(id, grant, deadline);
    return tokenIssued(id, accessToken);
  }),
});
