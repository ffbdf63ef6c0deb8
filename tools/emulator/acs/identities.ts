import { createHash } from "node:crypto";
import type { IdentityRecord, ReadonlyTables, Tables } from "../store/Store";
import type { ApiVersion } from "./apiVersions";
import { identityNotOwned } from "./errors";
import { isIdentityOf } from "./identityId";
import type { JsonObject } from "./requestBody";
import { customIdLength, deletedIdentity, neverCreated, unreadableBody } from "./unestablished";

/** An identity of this resource, deleted or not. @throws AcsError for an id of another resource, or of none */
export function ownedIdentity({ identities }: ReadonlyTables, resourceId: string, id: string): IdentityRecord {
  if (!isIdentityOf(resourceId, id)) {
    throw identityNotOwned();
  }
  const identity = identities.get(id);
  if (!identity) {
    throw neverCreated();
  }
  return identity;
}

/** An identity of this resource that still is. @throws AcsError */
export function activeIdentity(tables: ReadonlyTables, resourceId: string, id: string): IdentityRecord {
  const identity = ownedIdentity(tables, resourceId, id);
  if (identity.deleted) {
    throw deletedIdentity();
  }
  return identity;
}

/** Limits of `customId` in characters (specification). */
const MIN_LENGTH = 1;
const MAX_LENGTH = 256;

/** The caller's own name for the identity; `undefined` when absent or null. @throws AcsError 400 */
export function readCustomId(body: JsonObject, version: ApiVersion): string | undefined {
  const customId = version.identityDetails ? (body["customId"] ?? undefined) : undefined;
  if (customId === undefined) {
    return undefined;
  }
  if (typeof customId !== "string") {
    throw unreadableBody("customId must be a string.", "customId");
  }
  if (customId.length < MIN_LENGTH || customId.length > MAX_LENGTH) {
    throw customIdLength(MIN_LENGTH, MAX_LENGTH);
  }
  return customId;
}

/** The identity that has this name; `undefined` when none has, or none any more. */
export function identityOfCustomId(
  { customIds, identities }: ReadonlyTables,
  customId: string,
): IdentityRecord | undefined {
  const named = customIds.get(keyOf(customId));
  const identity = named && identities.get(named.identityId);
  return identity?.deleted ? undefined : identity;
}

export function noteCustomId({ customIds }: Tables, customId: string, identityId: string): void {
  customIds.set(keyOf(customId), { identityId });
}

/** Of one length and alphabet, whatever characters the name has. */
function keyOf(customId: string): string {
  return createHash("sha256").update(JSON.stringify(customId)).digest("hex");
}

/** An identity that nothing has happened to. */
export function blankIdentity(id: string): IdentityRecord {
  return { id, deleted: false, sequence: 0, revocations: [] };
}

/** An identity as a reply shows it. Order of the members, and none without a value: recorded. */
export function identityBody(identity: IdentityRecord, version: ApiVersion) {
  const { customId, lastTokenIssuedAt, id } = identity;
  if (!version.identityDetails) {
    return { id };
  }
  return {
    customId,
    lastTokenIssuedAt: lastTokenIssuedAt === undefined ? undefined : withoutFraction(lastTokenIssuedAt),
    id,
  };
}

/** Such as `2025-04-14T15:32:27+00:00` (recorded). */
function withoutFraction(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "+00:00");
}
