const TRIES = 6;
const MAX_WAIT_SECONDS = 300;
const JWT = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/;

export interface IssuedToken {
  token: string;
  expiresOn: string;
  /** A good time to fetch the next one. */
  refreshOn: string;
}

/** For `AzureCommunicationTokenCredential`. Tries again by itself: after a failed refresh the credential would not. */
export function tokenRefresher(onSignedOut: () => void): () => Promise<string> {
  return async () => (await fetchToken(onSignedOut)).token;
}

export async function fetchToken(onSignedOut: () => void): Promise<IssuedToken> {
  for (let tries = 1; ; tries++) {
    const { reply, text } = await ask();
    const { status, headers } = reply;
    const issued = status === 200 ? issuedIn(text) : undefined;
    if (issued) {
      return issued;
    }

    const isRedirect = reply.type === "opaqueredirect" || (status >= 300 && status < 400);
    if (isRedirect || status === 401) {
      onSignedOut();
    }
    const isPassing = reply.type === "error" || status === 429 || status >= 500;
    if (!isPassing || tries === TRIES) {
      throw new Error(`No token: ${isRedirect ? "sent to sign in" : said(reply)}.`);
    }
    await waitFor(secondsOf(headers.get("retry-after") ?? "") ?? 2 ** tries);
  }
}

async function ask(): Promise<{ reply: Response; text: string }> {
  try {
    const reply = await fetch("/api/me/token", { redirect: "manual", signal: AbortSignal.timeout(15_000) });
    return { reply, text: await reply.text() };
  } catch {
    return { reply: Response.error(), text: "" };
  }
}

function issuedIn(text: string): IssuedToken | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isIssued(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** The credential may take any text for a token, a page of HTML too: what is no JWT does not get there. */
function isIssued(body: unknown): body is IssuedToken {
  return (
    typeof body === "object" &&
    body !== null &&
    "token" in body &&
    typeof body.token === "string" &&
    JWT.test(body.token)
  );
}

/** Every reply of the token service has a code; a page or an empty reply without one is from what stands before it. */
function said({ type, status, headers }: Response): string {
  if (type === "error") {
    return "no reply";
  }
  return status === 200 ? "200 without a token" : `${status} ${headers.get("x-ms-error-code") ?? "without a code"}`;
}

/** Of `Retry-After`: a number of seconds, or a date. */
function secondsOf(retryAfter: string): number | undefined {
  const given = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(given) ? undefined : Math.min(Math.max(given, 1), MAX_WAIT_SECONDS);
}

function waitFor(seconds: number): Promise<void> {
  // Up to half as long again, so that those who were told the same do not come back together.
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds * (1 + Math.random() / 2)));
}
