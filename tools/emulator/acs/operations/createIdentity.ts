import { jsonResponse } from "../../http/jsonResponse";
import type { IdentityRecord } from "../../store/records";
import type { Tables } from "../../store/Store";
import type { AcsContext } from "../AcsContext";
import { identityOfCustomId, noteCustomId, readCustomId } from "../customIds";
import { identityBody } from "../identityBody";
import { parseBody } from "../parseBody";
import { checkLifetime, checkScopes, readLifetime, readScopes } from "../parseGrant";
import type { AccessToken } from "../tokens/AccessToken";
import { type Grant, noteToken, signToken } from "../tokens/issueToken";
import type { Operation, OperationCall } from "./Operation";

/** `POST /identities`, no body: 200 `{"id"}` (2020-07-20-preview2, recorded). */
export const createIdentityPreview2: Operation = async (_call, context) => {
  const { id } = await context.store.transact((tables) => newIdentity(tables, context));
  return jsonResponse(200, { id });
};

/**
 * `POST /identities`, optionally with `createTokenWithScopes`: 201 `{"identity":{"id"},"accessToken"?}`. A `customId`
 * that is in use gives the identity that has it, with 201 too (all recorded).
 */
export const createIdentity: Operation = async (call, context) => {
  const { grant, customId } = readRequest(call);
  const made = await context.store.transact((tables): Made => {
    const found = customId === undefined ? undefined : identityOfCustomId(tables, customId);
    const { id } = found ?? newIdentity(tables, context, customId);
    const token = grant && noteToken(tables, context, id, grant, call.credential);
    return { identity: tables.identities.get(id), token };
  });
  const identity = made.identity && identityBody(made.identity, call.version);
  return jsonResponse(201, { identity, accessToken: made.token && signToken(made.token, context) });
};

interface Made {
  readonly identity: IdentityRecord | undefined;
  readonly token: AccessToken | undefined;
}

function readRequest({ body, version }: OperationCall): { grant: Grant | undefined; customId: string | undefined } {
  const members = parseBody(body);
  const asked = readScopes(members, "createTokenWithScopes") ?? [];
  const customId = readCustomId(members, version);
  const expiresInMinutes = checkLifetime(readLifetime(members, version));
  const grant = asked.length > 0 ? { scopes: checkScopes(asked, version), expiresInMinutes } : undefined;
  return { grant, customId };
}

function newIdentity(tables: Tables, { newIdentityId }: AcsContext, customId?: string): IdentityRecord {
  const plain = { id: newIdentityId(), deleted: false, sequence: 0, revocations: [] };
  if (customId !== undefined) noteCustomId(tables, customId, plain.id);
  const identity = customId === undefined ? plain : { ...plain, customId };
  tables.identities.set(identity.id, identity);
  return identity;
}
