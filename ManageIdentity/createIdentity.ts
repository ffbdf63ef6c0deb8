import { valueOf } from "../shared/http/fieldErrors";
import { type Bodies, jsonBody } from "../shared/http/jsonBody";
import { type KeyHolderOperation, POLICY_ERRORS, UPSTREAM_ERRORS } from "../shared/http/operation";
import { identityCreated } from "../shared/http/replies";
import type { Services } from "../shared/services";
import { grantFor, type TokenPolicy } from "../shared/tokenPolicy";

interface Needs {
  bodies: Pick<Bodies, "createIdentity">;
  identities: Pick<Services["identities"], "createIdentity">;
  settings: TokenPolicy;
}

/** A new identity; when the body names scopes, with its first token. */
export const createIdentity: KeyHolderOperation<Needs> = {
  name: "CreateIdentity",
  methods: ["POST"],
  route: "identities",
  access: "keyHolders",
  summary: "Create an identity, if you like with its first access token.",
  description:
    "Keep the id that comes back with your user: nobody else knows whose identity it is. With `scopes` in the body a first token is issued in the same call. When a reply is lost, the identity may exist all the same; call again, and use the one whose id you get.",
  requestBody: "CreateIdentityRequest",
  isBodyOptional: true,
  success: {
    status: 201,
    description: "The new identity, with a token if the body named scopes.",
    schema: "IdentityReply",
  },
  errors: [...POLICY_ERRORS, ...UPSTREAM_ERRORS],
  steps: async ({ request, deadline }, { bodies, identities, settings }) => {
    const asked = valueOf(await jsonBody(request, bodies.createIdentity));
    const grant = asked.scopes && grantFor(asked, settings);
    return identityCreated(await identities.createIdentity(grant, deadline));
  },
};
