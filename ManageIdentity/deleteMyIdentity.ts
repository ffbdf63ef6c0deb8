import { UPSTREAM_ERRORS, type UserOperation } from "../shared/http/operation";
import { done } from "../shared/http/replies";
import type { UserServices } from "../shared/users";

interface Needs {
  deletions: Pick<UserServices["deletions"], "run">;
  identities: Pick<UserServices["identities"], "deleteIdentity">;
}

/** The end of the signed-in user's identity; the next token is for a new one. */
export const deleteMyIdentity: UserOperation<Needs> = {
  name: "DeleteMyIdentity",
  methods: ["DELETE"],
  route: "me",
  access: "users",
  summary: "Delete the signed-in user's identity and revoke all its access tokens.",
  description:
    "This cannot be undone. ACS deletes the identity's chat messages as well. The user's next token is for a new identity. For a user who has no identity there is nothing to do, which is a success as well.",
  success: { status: 204, description: "The identity is deleted." },
  errors: ["IdentityMoved", ...UPSTREAM_ERRORS],
  steps: async ({ caller, deadline }, { deletions, identities }) => {
    await deletions.run(caller.key, () => identities.deleteIdentity(caller.key, deadline));
    return done();
  },
};
