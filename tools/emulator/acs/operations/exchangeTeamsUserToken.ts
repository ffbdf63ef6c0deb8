import { jsonResponse } from "../../http/jsonResponse";
import type { AcsContext } from "../AcsContext";
import { invalidAccessToken } from "../acsErrors";
import { checkTeamsUser } from "../teams/checkTeamsUser";
import { parseExchange } from "../teams/parseExchange";
import { readTeamsUserToken, type TeamsUser } from "../teams/readTeamsUserToken";
import { signToken } from "../tokens/issueToken";
import { teamsUserScopes } from "../unestablished";
import type { Operation } from "./Operation";

/**
 * `POST /teamsUser/:exchangeAccessToken`, `{"token"}` (2021-10-31-preview) or `{"token","appId","userId"}` (later): 200
 * `{"token","expiresOn"}` (recorded), which ends when the Teams user's token ends (specification). The token is judged
 * before the rest of the body: with one that is not valid, an empty `userId` is not told (recorded).
 */
export const exchangeTeamsUserToken: Operation = ({ version, body, credential }, context) => {
  const { token, expected } = parseExchange(body, version);
  const user = readTeamsUserToken(token, context);
  if (!user) throw invalidAccessToken();
  if (expected) checkTeamsUser(user, expected);
  return Promise.resolve(jsonResponse(200, signToken(tokenFor(user, credential, context), context)));
};

function tokenFor({ userId, expiresAt }: TeamsUser, credential: string, { clock, wallClock }: AcsContext) {
  const clientTime = wallClock.now();
  const issuedAt = clock.now();
  return {
    identityId: `8:orgid:${userId}`,
    scopes: teamsUserScopes,
    issuedAt,
    expiresAt: issuedAt + expiresAt - clientTime,
    sequence: 0,
    clientTime,
    credential,
  };
}
