import { timeOf } from "../../../shared/isoTime";
import { jsonResponse, NO_CONTENT } from "../http/http";
import type { IdentityRecord, Tables } from "../store/Store";
import type { AcsContext, Operation, OperationCall } from "./AcsContext";
import { fieldRequired } from "./errors";
import {
  activeIdentity,
  blankIdentity,
  identityBody,
  identityOfCustomId,
  noteCustomId,
  ownedIdentity,
  readCustomId,
} from "./identities";
import { checkLifetime, checkScopes, parseBody, readLifetime, readScopes } from "./requestBody";
import { type AccessToken, type Grant, type IssuedToken, issueToken, noteToken, signToken } from "./tokens";
import { revokeTokens } from "./tokenValidity";
import { unreadableBody } from "./unestablished";

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
  const { grant, customId } = readRequest(call, context);
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

function readRequest(
  { body, version }: OperationCall,
  { retirement }: AcsContext,
): { grant: Grant | undefined; customId: string | undefined } {
  const members = parseBody(body);
  const asked = readScopes(members, "createTokenWithScopes") ?? [];
  const customId = readCustomId(members, version);
  const expiresInMinutes = checkLifetime(readLifetime(members, version));
  const grant = asked.length > 0 ? { scopes: checkScopes(asked, version, retirement), expiresInMinutes } : undefined;
  return { grant, customId };
}

function newIdentity(tables: Tables, { newIdentityId }: AcsContext, customId?: string): IdentityRecord {
  const plain = blankIdentity(newIdentityId());
  if (customId !== undefined) {
    noteCustomId(tables, customId, plain.id);
  }
  const identity = customId === undefined ? plain : { ...plain, customId };
  tables.identities.set(identity.id, identity);
  return identity;
}

/** `GET /identities/{id}`: 200 `{"customId"?,"lastTokenIssuedAt"?,"id"}` (2025-03-02-preview, specification). */
export const getIdentity: Operation = ({ pathValues: [identityId = ""], version }, { store, resourceId }) => {
  const identity = store.read((tables) => activeIdentity(tables, resourceId, identityId));
  return Promise.resolve(jsonResponse(200, identityBody(identity, version)));
};

/** `POST /identities/{id}/token`: 200 `{"id","token","expiresOn"}` (2020-07-20-preview2, recorded). */
export const issueAccessTokenPreview2: Operation = async (call, context) =>
  jsonResponse(200, { id: call.pathValues[0], ...(await issue(call, context)) });

/** `POST /identities/{id}/:issueAccessToken`: 200 `{"token","expiresOn"}` (recorded). */
export const issueAccessToken: Operation = async (call, context) => jsonResponse(200, await issue(call, context));

async function issue(call: OperationCall, context: AcsContext): Promise<IssuedToken> {
  const [identityId = ""] = call.pathValues;
  const members = parseBody(call.body);
  const asked = readScopes(members, "scopes");
  if (!asked) {
    throw fieldRequired("Scopes");
  }
  const minutes = readLifetime(members, call.version);

  context.store.read((tables) => activeIdentity(tables, context.resourceId, identityId));
  const grant = {
    scopes: checkScopes(asked, call.version, context.retirement),
    expiresInMinutes: checkLifetime(minutes),
  };
  return issueToken(context, identityId, grant, call.credential);
}

/** `PATCH /identities/{id}`, `{"tokensValidFrom":"…"}` or `{}` for now: 204 (2020-07-20-preview2, recorded). */
export const revokeAccessTokensPreview2: Operation = async ({ pathValues: [identityId = ""], body }, context) => {
  await revokeTokens(context, identityId, readTokensValidFrom(body));
  return NO_CONTENT;
};

/** `POST /identities/{id}/:revokeAccessTokens`, no body: 204 (recorded). */
export const revokeAccessTokens: Operation = async ({ pathValues: [identityId = ""] }, context) => {
  await revokeTokens(context, identityId);
  return NO_CONTENT;
};

function readTokensValidFrom(body: Buffer): number | undefined {
  const value = parseBody(body)["tokensValidFrom"] ?? undefined;
  if (value === undefined) {
    return undefined;
  }
  const instant = typeof value === "string" ? timeOf(value) : undefined;
  if (instant === undefined) {
    throw unreadableBody("tokensValidFrom must be a date.", "tokensValidFrom");
  }
  return instant;
}

/** `DELETE /identities/{id}`: 204, in every version (recorded). Ends all its tokens, and its issuing of new ones. */
export const deleteIdentity: Operation = async ({ pathValues: [identityId = ""] }, { store, resourceId }) => {
  await store.transact((tables) => {
    const identity = ownedIdentity(tables, resourceId, identityId);
    tables.identities.set(identityId, { ...identity, deleted: true });
  });
  return NO_CONTENT;
};
