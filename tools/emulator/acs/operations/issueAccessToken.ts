import { jsonResponse } from "../../http/jsonResponse";
import type { AcsContext } from "../AcsContext";
import { fieldRequired } from "../acsErrors";
import { activeIdentity } from "../ownedIdentity";
import { parseBody } from "../parseBody";
import { checkLifetime, checkScopes, readLifetime, readScopes } from "../parseGrant";
import { type IssuedToken, issueToken } from "../tokens/issueToken";
import type { Operation, OperationCall } from "./Operation";

/** `POST /identities/{id}/token`: 200 `{"id","token","expiresOn"}` (2020-07-20-preview2, recorded). */
export const issueAccessTokenPreview2: Operation = async (call, context) =>
  jsonResponse(200, { id: call.identityId, ...(await issue(call, context)) });

/** `POST /identities/{id}/:issueAccessToken`: 200 `{"token","expiresOn"}` (recorded). */
export const issueAccessToken: Operation = async (call, context) => jsonResponse(200, await issue(call, context));

async function issue(call: OperationCall, context: AcsContext): Promise<IssuedToken> {
  const members = parseBody(call.body);
  const asked = readScopes(members, "scopes");
  if (!asked) throw fieldRequired("Scopes");
  const minutes = readLifetime(members, call.version);

  context.store.read((tables) => activeIdentity(tables, context.resourceId, call.identityId));
  const grant = { scopes: checkScopes(asked, call.version), expiresInMinutes: checkLifetime(minutes) };
  return issueToken(context, call.identityId, grant, call.credential);
}
