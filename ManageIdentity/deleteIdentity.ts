import { valueOf } from "../shared/http/fieldErrors";
import { identityId } from "../shared/http/identityId";
import { type KeyHolderOperation, UPSTREAM_ERRORS } from "../shared/http/operation";
import { done } from "../shared/http/replies";
import type { Services } from "../shared/services";

/** The end of an identity, for good, and of every token it has. */
export const deleteIdentity: KeyHolderOperation<{ identities: Pick<Services["identities"], "deleteIdentity"> }> = {
  name: "DeleteIdentity",
  methods: ["DELETE"],
  route: "identities/{id}",
  access: "keyHolders",
  summary: "Delete an identity and revoke all its access tokens.",
  description:
    "This cannot be undone. ACS deletes the identity's chat messages as well. When a reply is lost, call again: 204 and 404 `IdentityNotFound` then both mean that it is deleted.",
  success: { status: 204, description: "The identity is deleted." },
  errors: UPSTREAM_ERRORS,
  steps: async ({ request, deadline }, { identities }) => {
    const id = valueOf(identityId(request));
    await identities.deleteIdentity(id, deadline);
    return done();
  },
};
