import { app } from "@azure/functions";
import { valueOrFaults } from "../shared/http/checked";
import { endpoint } from "../shared/http/endpoint";
import { jsonBody } from "../shared/http/jsonBody";
import { tokenIssued } from "../shared/http/replies";
import { bodies } from "../shared/services";
import { grantFor } from "../shared/tokenPolicy";
import { users } from "../shared/users";

if (users) {
  const { identify, identities, mintLimit, policy } = users;

  /** Issues a token for the signed-in user's own identity, which the first call creates. */
  const issueMyToken = endpoint(async (request, deadline) => {
    const caller = await identify(request, deadline);
    const asked = valueOrFaults(await jsonBody(request, bodies.issueToken));
    const grant = grantFor(asked, policy);
    mintLimit.take(caller.key);
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
