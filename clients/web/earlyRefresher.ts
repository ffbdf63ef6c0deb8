import { fetchToken, type IssuedToken } from "./tokenRefresher";

const SDK_LEAD_MS = 10 * 60_000;

/** Fetches at `refreshOn`, which differs from user to user, and has that token ready when the credential asks. */
export function earlyRefresher(onSignedOut: () => void): () => Promise<string> {
  let issued: IssuedToken | undefined;
  let pending: Promise<unknown> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function renew(): Promise<string> {
    clearTimeout(timer);
    issued = await fetchToken(onSignedOut);
    // On a computer whose clock is fast that time is over: once a minute at most.
    const wait = Math.max(Date.parse(issued.refreshOn) - Date.now() || 0, 60_000);
    timer = setTimeout(() => {
      // The credential asks, and gets the error, when this fails.
      pending = renew().catch(() => undefined);
    }, wait);
    return issued.token;
  }

  return async () => {
    await pending;
    return issued && Date.parse(issued.expiresOn) - Date.now() > SDK_LEAD_MS ? issued.token : renew();
  };
}
