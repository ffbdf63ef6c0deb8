import type { ApiVersion } from "../apiVersions";
import { type JsonObject, parseBody } from "../parseBody";
import { unreadableBody } from "../unestablished";

/** Whose token, and got by which app, a caller takes it to be. Unchecked; "" where the body has none. */
export interface ExpectedTeamsUser {
  readonly appId: string;
  readonly userId: string;
}

export interface Exchange {
  /** "" when the body has none: told like any other token that is not valid (recorded). */
  readonly token: string;
  /** Absent in the version that takes a token alone. */
  readonly expected: ExpectedTeamsUser | undefined;
}

/** The body of an exchange. @throws AcsError 400 */
export function parseExchange(body: Buffer, { teamsExchange }: ApiVersion): Exchange {
  const members = parseBody(body);
  const [token, appId, userId] = [text(members, "token"), text(members, "appId"), text(members, "userId")];
  if (teamsExchange === "token") return { token, expected: undefined };
  return { token, expected: { appId, userId } };
}

/** "" when absent or null. */
function text(body: JsonObject, name: string): string {
  const value = body[name] ?? "";
  if (typeof value === "string") return value;
  throw unreadableBody(`${name} must be a string.`, name);
}
