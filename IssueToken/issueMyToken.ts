import type { Grant } from "../shared/acs/ScopeRefusals";
import { valueOf } from "../shared/http/fieldErrors";
import { type Bodies, jsonBody } from "../shared/http/jsonBody";
import { POLICY_ERRORS, UPSTREAM_ERRORS, type UserCall, type UserOperation } from "../shared/http/operation";
import { tokenIssued } from "../shared/http/replies";
import { grantFor, type TokenPolicy } from "../shared/tokenPolicy";
import type { UserServices } from "../shared/users";

interface Needs {
  policy: TokenPolicy;
  tokenLimit: Pick<UserServices["tokenLimit"], "take">;
  identities: Pick<UserServices["identities"], "issueToken">;
}

/** A token for the signed-in user's own identity, which the first call creates. */
export const issueMyToken: UserOperation<Needs & { bodies: Pick<Bodies, "issueToken"> }> = {
  name: "IssueMyToken",
  methods: ["POST"],
  route: "me/tokens",
  access: "users",
  summary: "Issue an access token for the signed-in user's own identity.",
  description:
    "The user's first call creates the identity. Call it again at `refreshOn` for the next token. Tokens that were issued before stay valid until they expire or are revoked.",
  requestBody: "IssueTokenRequest",
  isBodyOptional: true,
  success: { status: 200, description: "The token and when it expires.", schema: "TokenReply" },
  errors: [...POLICY_ERRORS, ...UPSTREAM_ERRORS],
  steps: async (call, { bodies, ...services }) => {
    const asked = valueOf(await jsonBody(call.request, bodies.issueToken));
    return await issue(call, grantFor(asked, services.policy), services);
  },
};

/** As the ACS samples for Android and iOS ask: without a body, which a GET cannot have. */
export const getMyToken: UserOperation<Needs> = {
  name: "GetMyToken",
  methods: ["GET"],
  route: "me/token",
  access: "users",
  summary: "Issue an access token for the signed-in user's own identity, without a request body.",
  description: "The same as IssueMyToken without a body, as the ACS samples for Android and iOS ask for it.",
  success: { status: 200, description: "The token and when it expires.", schema: "TokenReply" },
  errors: UPSTREAM_ERRORS,
  steps: async (call, services) => await issue(call, grantFor({}, services.policy), services),
};

async function issue({ caller, deadline }: UserCall, grant: Grant, { tokenLimit, identities }: Needs) {
  tokenLimit.take(caller.key);
  const { id, accessToken } = await identities.issueToken(caller.key, grant, deadline);
  return tokenIssued(id, accessToken);
}
