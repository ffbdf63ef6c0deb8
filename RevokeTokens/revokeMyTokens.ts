import { UPSTREAM_ERRORS, type UserOperation } from "../shared/http/operation";
import { done } from "../shared/http/replies";
import type { UserServices } from "../shared/users";

interface Needs {
  signOuts: Pick<UserServices["signOuts"], "run">;
  identities: Pick<UserServices["identities"], "revokeTokens">;
}

/** The end of every token of the signed-in user's identity. */
export const revokeMyTokens: UserOperation<Needs> = {
  name: "RevokeMyTokens",
  methods: ["DELETE"],
  route: "me/tokens",
  access: "users",
  summary: "Sign the user out everywhere: revoke all access tokens of the user's identity.",
  description:
    "The identity stays, and the user can get new tokens for it. ACS may accept a revoked token for up to 15 minutes. For a user who has no identity there is nothing to do, which is a success as well.",
  success: { status: 204, description: "The tokens are revoked." },
  errors: ["IdentityMoved", ...UPSTREAM_ERRORS],
  steps: async ({ caller, deadline }, { signOuts, identities }) => {
    await signOuts.run(caller.key, () => identities.revokeTokens(caller.key, deadline));
    return done();
  },
};
