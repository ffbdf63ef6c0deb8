import { ApiFailure } from "./ApiFailure";
import { claimsOf } from "./claimsOf";
import { isRecord, jsonOf, textOf } from "./json";
import { send } from "./send";

export interface IssuedToken {
  readonly identity: string;
  readonly token: string;
  readonly expiresOn: Date;
}

/** Gets a token for the signed-in user's identity, which the first call creates. @throws ApiFailure */
export function requestToken(): Promise<IssuedToken> {
  return inTurn(async () => issuedToken(await call("POST", "/api/me/tokens")));
}

/** Ends every token of the signed-in user. @throws ApiFailure */
export function revokeTokens(): Promise<void> {
  return inTurn(async () => {
    await call("DELETE", "/api/me/tokens");
  });
}

/** Deletes the signed-in user's identity. @throws ApiFailure */
export function deleteIdentity(): Promise<void> {
  return inTurn(async () => {
    await call("DELETE", "/api/me");
  });
}

let lastTurn: Promise<unknown> = Promise.resolve();

/** One call at a time: a token that was asked for before a revoke is also minted before it, never after. */
function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const turn = lastTurn.then(act);
  lastTurn = turn.catch(() => undefined);
  return turn;
}

async function call(method: string, path: string): Promise<unknown> {
  const response = await send(method, path);
  const body = await jsonOf(response);
  if (!response.ok) {
    throw ApiFailure.from(response, body);
  }
  return body;
}

/** What is no JWT is refused here: some versions of the SDK take any text for a token that lives ten minutes. */
function issuedToken(body: unknown): IssuedToken {
  const fields = isRecord(body) ? body : {};
  const user = isRecord(fields["user"]) ? fields["user"] : {};
  const identity = textOf(user["communicationUserId"]);
  const token = textOf(fields["token"]);
  const expiresOn = new Date(textOf(fields["expiresOn"]) ?? NaN);
  const end = token === undefined ? undefined : claimsOf(token)?.["exp"];
  if (identity === undefined || token === undefined || typeof end !== "number" || Number.isNaN(expiresOn.getTime())) {
    throw ApiFailure.unexpectedAnswer("did not send a token");
  }
  if (end * 1000 <= Date.now()) {
    throw ApiFailure.alreadyExpired();
  }
  return { identity, token, expiresOn };
}
