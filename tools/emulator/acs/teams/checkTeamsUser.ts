import { appIdMalformed, fieldRequired, unexpectedTeamsApp, unexpectedTeamsUser } from "../acsErrors";
import { userIdMalformed } from "../unestablished";
import type { ExpectedTeamsUser } from "./parseExchange";
import type { TeamsUser } from "./readTeamsUserToken";

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * That a Teams user's token is the one that the caller takes it for (specification): first what is missing, then what
 * has another form, then what is another's (recorded). @throws AcsError 400
 */
export function checkTeamsUser(user: TeamsUser, { appId, userId }: ExpectedTeamsUser): void {
  if (appId === "") throw fieldRequired("AppId");
  if (userId === "") throw fieldRequired("UserId");
  if (!GUID.test(appId)) throw appIdMalformed();
  if (!GUID.test(userId)) throw userIdMalformed();
  if (appId.toLowerCase() !== user.appId.toLowerCase()) throw unexpectedTeamsApp();
  if (userId.toLowerCase() !== user.userId.toLowerCase()) throw unexpectedTeamsUser();
}
