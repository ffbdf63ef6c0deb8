import { createHash } from "node:crypto";
import type { IdentityRecord } from "../store/records";
import type { ReadonlyTables, Tables } from "../store/Store";
import type { ApiVersion } from "./apiVersions";
import type { JsonObject } from "./parseBody";
import { customIdLength, unreadableBody } from "./unestablished";

/** Limits of `customId` in characters (specification). */
const MIN_LENGTH = 1;
const MAX_LENGTH = 256;

/** The caller's own name for the identity; `undefined` when absent or null. @throws AcsError 400 */
export function readCustomId(body: JsonObject, version: ApiVersion): string | undefined {
  const customId = version.identityDetails ? (body["customId"] ?? undefined) : undefined;
  if (customId === undefined) return undefined;
  if (typeof customId !== "string") throw unreadableBody("customId must be a string.", "customId");
  if (customId.length < MIN_LENGTH || customId.length > MAX_LENGTH) throw customIdLength(MIN_LENGTH, MAX_LENGTH);
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
