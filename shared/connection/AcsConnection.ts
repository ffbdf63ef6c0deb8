import type { AccessToken } from "@azure/identity";
import type { ConnectionString } from "./parseConnectionString";

/**
 * Where ACS is called, and by what right. An object of it stands for all that was made with it: for as long as neither
 * changes, it stays the same one.
 */
export type AcsConnection = ConnectionString | TokenConnection;

/** ACS is called as the identity that the access token was issued to. */
interface TokenConnection {
  /** An https URL without a path. */
  readonly endpoint: string;
  readonly accessToken: AccessToken;
}

/** By what right ACS is called: with its access key, or as the app's identity. */
export type AcsAccess = "accessKey" | "identity";

export function accessOf(connection: AcsConnection): AcsAccess {
  return "accessKey" in connection ? "accessKey" : "identity";
}

export function isSameConnection(one: AcsConnection, other: AcsConnection): boolean {
  return one.endpoint === other.endpoint && secretOf(one) === secretOf(other);
}

function secretOf(connection: AcsConnection): string {
  return "accessKey" in connection ? connection.accessKey : connection.accessToken.token;
}

/** For how long it opens ACS by itself. `now`: milliseconds since the epoch. */
export function lifeLeftMs(connection: AcsConnection, now: number): number {
  return "accessKey" in connection ? Infinity : connection.accessToken.expiresOnTimestamp - now;
}
