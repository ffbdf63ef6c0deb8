import { jsonResponse } from "../../http/jsonResponse";
import type { AcsContext } from "../AcsContext";
import { parseBody } from "../parseBody";
import { checkLifetime, checkScopes, readLifetime, readScopes } from "../parseGrant";
import { issueToken } from "../tokens/issueToken";
import type { Operation } from "./Operation";

/** `POST /identities`, no body: 200 `{"id"}` (2020-07-20-preview2, recorded). */
export const createIdentityPreview2: Operation = async (_call, context) =>
  jsonResponse(200, { id: await newIdentity(context) });

/** `POST /identities`, optionally with `createTokenWithScopes`: 201 `{"identity":{"id"},"accessToken"?}` (recorded). */
export const createIdentity: Operation = async ({ version, body, credential }, context) => {
  const members = parseBody(body);
  const asked = readScopes(members, "createTokenWithScopes") ?? [];
  const expiresInMinutes = checkLifetime(readLifetime(members, version));
  const scopes = asked.length > 0 ? checkScopes(asked, version) : [];

  const id = await newIdentity(context);
  if (scopes.length === 0) return jsonResponse(201, { identity: { id } });
  const accessToken = await issueToken(context, id, { scopes, expiresInMinutes }, credential);
  return jsonResponse(201, { identity: { id }, accessToken });
};

async function newIdentity({ store, newIdentityId }: AcsContext): Promise<string> {
  const id = newIdentityId();
  await store.transact(({ identities }) => {
    identities.set(id, { id, deleted: false, sequence: 0, revocations: [] });
  });
  return id;
}
