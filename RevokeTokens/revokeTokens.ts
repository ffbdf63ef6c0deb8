import { valueOf } from "../shared/http/fieldErrors";
import { identityId } from "../shared/http/identityId";
import { type KeyHolderOperation, UPSTREAM_ERRORS } from "../shared/http/operation";
import { done } from "../shared/http/replies";
import type { Services } from "../shared/services";

/** The end of every token that an identity has; it can get new ones. */
export const revokeTokens: KeyHolderOperation<{ identities: Pick<Services["identities"], "revokeTokens"> }> = {
  name: "RevokeTokens",
  methods: ["DELETE"],
  route: "identities/{id}/tokens",
  access: "keyHolders",
  summary: "Revoke all access tokens of an identity.",
  description:
    "The identity stays, and new tokens can be issued for it. ACS may accept a revoked token for up to 15 minutes. Repeating the call does no harm.",
  success: { status: 204, description: "The tokens are revoked." },
  errors: UPSTREAM_ERRORS,
  steps: async ({ request, deadline }, { identities }) => {
    const id = valueOf(identityId(request));
    await identities.revokeTokens(id, deadline);
    return done();
  },
};
