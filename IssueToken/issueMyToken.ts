import { app } from "@azure/functions";
import { composition } from "../shared/composition";
import { valueOrFaults } from "../shared/http/checked";
import { jsonBody } from "../shared/http/jsonBody";
import { tokenIssued } from "../shared/http/replies";
import { grantFor } from "../shared/tokenPolicy";

if (composition.offers.users) {
  /** Issues a token for the signed-in user's own identity, which the first call creates. */
  const issueMyToken = composition.forUsers(async (request, deadline, { bodies, users }) => {
    const { identify, identities, tokenLimit, policy } = users;
    const caller = await identify(request, deadline);
    const asked = valueOrFaults(await jsonBody(request, bodies.issueToken));
    const grant = grantFor(asked, policy);
    tokenLimit.take(caller.key);
    const { id, accessToken } = await identities.issueToken(caller.key, grant, deadline);
    return tokenIssued(id, accessToken);
  });

  app.http("IssueMyToken", {
    methods: ["POST"],
    authLevel: "anonymous",
    route: "me/tokens",
    handler: issueMyToken,
  });

  /** As the ACS samples for Android and iOS ask: without a body. */
  app.http("GetMyToken", {
    methods: ["GET"],
    authLevel: "anonymous",
    route: "me/token",
    handler: issueMyToken,
  });
}
