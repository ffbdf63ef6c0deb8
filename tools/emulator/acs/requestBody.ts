import { jsonIn } from "../../../shared/jsonIn";
import type { Retirement } from "./AcsContext";
import type { ApiVersion } from "./apiVersions";
import { lifetimeOutOfRange, scopesEmpty } from "./errors";
import { retiredScope, unknownScope, unreadableBody } from "./unestablished";

export type JsonObject = Readonly<Record<string, unknown>>;

/** The body's members; none for an empty body, which the SDKs send to create an identity. @throws AcsError 400 */
export function parseBody(body: Buffer): JsonObject {
  if (body.length === 0) {
    return {};
  }
  const value = jsonIn(body.toString());
  if (isJsonObject(value)) {
    return value;
  }
  throw unreadableBody(`The request body ${value === undefined ? "is not valid JSON" : "must be a JSON object"}.`);
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Limits of `expiresInMinutes` (specification). */
const MIN_MINUTES = 60;
const MAX_MINUTES = 1440;

/** The scopes under `name`, of the right type but otherwise unchecked; `undefined` when absent or null. @throws AcsError 400 */
export function readScopes(body: JsonObject, name: string): string[] | undefined {
  const scopes = body[name] ?? undefined;
  if (scopes === undefined) {
    return undefined;
  }
  if (Array.isArray(scopes) && scopes.every((scope) => typeof scope === "string")) {
    return scopes;
  }
  throw unreadableBody(`${name} must be an array of strings.`, name);
}

/** The lifetime asked for, of the right type but otherwise unchecked. @throws AcsError 400 */
export function readLifetime(body: JsonObject, version: ApiVersion): number {
  const minutes = version.lifetime ? (body["expiresInMinutes"] ?? MAX_MINUTES) : MAX_MINUTES;
  if (typeof minutes === "number" && (minutes | 0) === minutes) {
    return minutes; // int32 (specification)
  }
  throw unreadableBody("expiresInMinutes must be a whole number.", "expiresInMinutes");
}

/** @throws AcsError 400 when there is no scope, or one that `version` does not know, or that is retired */
export function checkScopes(scopes: readonly string[], version: ApiVersion, { isPast }: Retirement): string[] {
  if (scopes.length === 0) {
    throw scopesEmpty();
  }
  const unknown = scopes.find((scope) => !version.scopes.includes(scope));
  if (unknown !== undefined) {
    throw unknownScope(unknown, version.scopes);
  }
  const refusal = isPast ? retiredScope(scopes) : undefined;
  if (refusal) {
    throw refusal;
  }
  return [...new Set(scopes)];
}

/** @throws AcsError 400 */
export function checkLifetime(minutes: number): number {
  if (minutes < MIN_MINUTES || minutes > MAX_MINUTES) {
    throw lifetimeOutOfRange(minutes, MIN_MINUTES, MAX_MINUTES);
  }
  return minutes;
}
