import type { TokenCredential } from "@azure/identity";
import type { Clock } from "./clock";
import { withTimeLimit } from "./withTimeLimit";

/** Longer than one call waits: a token that comes late, as after a cold start, still serves the next call. */
export const TOKEN_LIMIT_MS = 10_000;

/**
 * A credential that gives up. The identity library waits without end, and each Azure client lets all its calls wait for
 * the one token that is being fetched: a single answer that never comes would block them until the next start.
 */
export function withTokenLimit(credential: TokenCredential, clock: Clock): TokenCredential {
  return {
    getToken: (scopes, options) => withTimeLimit(TOKEN_LIMIT_MS, clock, () => credential.getToken(scopes, options)),
  };
}
