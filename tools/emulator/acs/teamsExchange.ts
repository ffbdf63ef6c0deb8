import * as z from "zod";
import { ENTRA_RESOURCE } from "../entraTokens";
import { GUID } from "../guid";
import { jsonResponse } from "../http/http";
import { decodeUnsecuredJwt } from "../jwt";
import { teamsUserApi } from "../userApis";
import type { AcsContext, Operation } from "./AcsContext";
import type { ApiVersion } from "./apiVersions";
import { appIdMalformed, fieldRequired, invalidAccessToken, unexpectedTeamsApp, unexpectedTeamsUser } from "./errors";
import { type JsonObject, parseBody } from "./requestBody";
import { signToken, tokenInExchange } from "./tokens";
import { teamsUserScopes, unreadableBody, userIdMalformed } from "./unestablished";

/**
 * `POST /teamsUser/:exchangeAccessToken`, `{"token"}` (2021-10-31-preview) or `{"token","appId","userId"}` (later): 200
 * `{"token","expiresOn"}` (recorded), which ends when the Teams user's token ends (specification). The token is judged
 * before the rest of the body: with one that is not valid, an empty `userId` is not told (recorded).
 */
export const exchangeTeamsUserToken: Operation = ({ version, body, credential }, context) => {
  const { token, expected } = parseExchange(body, version);
  const user = readTeamsUserToken(token, context);
  if (!user) {
    throw invalidAccessToken();
  }
  if (expected) {
    checkTeamsUser(user, expected);
  }
  const { userId, expiresAt } = user;
  const identity = { identityId: `8:orgid:${userId}`, scopes: teamsUserScopes, sequence: 0 };
  const issued = tokenInExchange({ ...identity, expiresAt, credential }, context);
  return Promise.resolve(jsonResponse(200, signToken(issued, context)));
};

/** Whose token, and got by which app, a caller takes it to be. Unchecked; "" where the body has none. */
interface ExpectedTeamsUser {
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
function parseExchange(body: Buffer, { teamsExchange }: ApiVersion): Exchange {
  const members = parseBody(body);
  const [token, appId, userId] = [text(members, "token"), text(members, "appId"), text(members, "userId")];
  if (teamsExchange === "token") {
    return { token, expected: undefined };
  }
  return { token, expected: { appId, userId } };
}

/** "" when absent or null. */
function text(body: JsonObject, name: string): string {
  const value = body[name] ?? "";
  if (typeof value === "string") {
    return value;
  }
  throw unreadableBody(`${name} must be a string.`, name);
}

/** What an Entra token says of a Teams user. */
interface TeamsUser {
  /** The app that got the token. */
  readonly appId: string;
  readonly userId: string;
  /** Milliseconds since the Unix epoch, of the clock that clients see. */
  readonly expiresAt: number;
}

/** The claims that the specification names, and the end. */
const claims = z.object({ appid: z.guid(), oid: z.guid(), exp: z.number() });

/**
 * Reads a user's token that the emulator made, one of its managed identity, which stands for a user here, or a test
 * token: an unsecured JWT (RFC 7519, section 6: `alg` is `none`, the signature empty) with the claims `appid`, `oid`
 * and `exp`, which any language can write down. Microsoft's own are not taken: nothing here could tell them from forged
 * ones.
 * `undefined` when it is none of them, or has expired.
 */
function readTeamsUserToken(token: string, context: AcsContext): TeamsUser | undefined {
  const { entraTokens, wallClock } = context;
  const user = entraTokens.userOf(token, teamsUserApi);
  if (user) {
    return { appId: user.clientId, userId: user.objectId, expiresAt: user.expiresAt };
  }
  const { data } = claims.safeParse(entraTokens.claims(token, ENTRA_RESOURCE) ?? decodeUnsecuredJwt(token));
  if (!data || data.exp * 1000 <= wallClock.now()) {
    return undefined;
  }
  return { appId: data.appid, userId: data.oid, expiresAt: data.exp * 1000 };
}

/**
 * That a Teams user's token is the one that the caller takes it for (specification): first what is missing, then what
 * has another form, then what is another's (recorded). @throws AcsError 400
 */
function checkTeamsUser(user: TeamsUser, { appId, userId }: ExpectedTeamsUser): void {
  if (appId === "") {
    throw fieldRequired("AppId");
  }
  if (userId === "") {
    throw fieldRequired("UserId");
  }
  if (!GUID.test(appId)) {
    throw appIdMalformed();
  }
  if (!GUID.test(userId)) {
    throw userIdMalformed();
  }
  if (appId.toLowerCase() !== user.appId.toLowerCase()) {
    throw unexpectedTeamsApp();
  }
  if (userId.toLowerCase() !== user.userId.toLowerCase()) {
    throw unexpectedTeamsUser();
  }
}
