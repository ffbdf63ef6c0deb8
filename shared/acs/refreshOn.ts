import type { AccessToken } from "./AcsIdentityClient";

/** A token, and when its holder had best ask for the next one. */
export interface IssuedToken extends AccessToken {
  refreshOn: Date;
}

/** The part of a token's life, before its end, in which the next one is asked for. */
export const REFRESH_LEAD = { longest: 0.3, shortest: 0.1 };

/**
 * Spreads the refreshes at random over a fifth of the lifetime: those who got their tokens together, at nine o'clock,
 * would otherwise come back together. `now`: milliseconds since the epoch; `random`: from 0 up to 1.
 */
export function withRefreshOn(accessToken: AccessToken, now: number, random: () => number): IssuedToken {
  const expiresOn = accessToken.expiresOn.getTime();
  const { longest, shortest } = REFRESH_LEAD;
  const share = shortest + (longest - shortest) * random();
  return { ...accessToken, refreshOn: new Date(Math.round(expiresOn - (expiresOn - now) * share)) };
}
