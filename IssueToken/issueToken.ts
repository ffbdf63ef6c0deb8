import { valuesOf } from "../shared/http/fieldErrors";
import { identityId } from "../shared/http/identityId";
import { type Bodies, jsonBody } from "../shared/http/jsonBody";
import { type KeyHolderOperation, POLICY_ERRORS, UPSTREAM_ERRORS } from "../shared/http/operation";
import { tokenIssued } from "../shared/http/replies";
import type { Services } from "../shared/services";
import { grantFor, type TokenPolicy } from "../shared/tokenPolicy";

interface Needs {
  bodies: Pick<Bodies, "issueToken">;
  identities: Pick<Services["identities"], "issueToken">;
  settings: TokenPolicy;
}

/** The first token of an identity, or a fresh one in place of one that is about to expire. */
export const issueToken: KeyHolderOperation<Needs> = {
  name: "IssueToken",
  methods: ["POST"],
  route: "identities/{id}/tokens",
  access: "keyHolders",
  summary: "Issue an access token for an identity.",
  description:
    "Call it again at `refreshOn` for the next token. Tokens that were issued before stay valid until they expire or are revoked.",
  requestBody: "IssueTokenRequest",
  isBodyOptional: true,
  success: { status: 200, description: "The token and when it expires.", schema: "TokenReply" },
  errors: [...POLICY_ERRORS, ...UPSTREAM_ERRORS],
  steps: async ({ request, deadline }, { bodies, identities, settings }) => {
    const [id, asked] = valuesOf(identityId(request), await jsonBody(request, bodies.issueToken));
    const grant = grantFor(asked, settings);
    const accessToken = await identities.issueToken(id, grant, deadline);
    return tokenIssued(id, accessToken);
  },
};
