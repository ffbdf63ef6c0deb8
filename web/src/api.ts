import { ApiFailure } from "./ApiFailure";
import { jsonOf } from "./json";
import { send } from "./send";

/** Ends every token of the signed-in user. @throws ApiFailure */
export function revokeTokens(): Promise<void> {
  return inTurn(() => call("DELETE", "/api/me/tokens"));
}

/** Deletes the signed-in user's identity. @throws ApiFailure */
export function deleteIdentity(): Promise<void> {
  return inTurn(() => call("DELETE", "/api/me"));
}

let lastTurn: Promise<unknown> = Promise.resolve();

/** One call at a time: a token that was asked for before a revoke is also minted before it, never after. */
export function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const turn = lastTurn.then(act);
  lastTurn = turn.catch(() => undefined);
  return turn;
}

async function call(method: string, path: string): Promise<void> {
  const response = await send(method, path);
  if (!response.ok) {
    throw ApiFailure.from(response, await jsonOf(response));
  }
}
