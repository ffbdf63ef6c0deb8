import { type Reason, TokenError } from "./TokenError.js";

/** A little more than the 8 s within which the token service answers. */
const LIMIT_MS = 15_000;
const JWT = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/;

export interface IssuedToken {
  readonly token: string;
  readonly expiresOn: Date;
  /** A good time to fetch the next one, which differs from user to user. */
  readonly refreshOn: Date;
  /** The id of the user's ACS identity, where the reply has it. */
  readonly identity: string | undefined;
}

type RequestHeaders = Readonly<Record<string, string>>;

export interface TokenRequest {
  readonly url: string | URL;
  readonly headers: () => RequestHeaders | Promise<RequestHeaders>;
  readonly fetch: typeof fetch;
  /** Ends the request. */
  readonly signal: AbortSignal | undefined;
}

/** Asks once. */
export async function requestToken(request: TokenRequest): Promise<IssuedToken | TokenError> {
  let headers: RequestHeaders;
  try {
    headers = await request.headers();
  } catch (cause) {
    return new TokenError("refused", "the app has no headers for the request", { status: 0, cause });
  }
  const limit = AbortSignal.timeout(LIMIT_MS);
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
  try {
    const reply = await request.fetch(request.url, { headers, redirect: "manual", signal });
    return resultOf(reply, bodyOf(await reply.text()));
  } catch (cause) {
    return new TokenError("passing", "no reply", { status: 0, cause });
  }
}

function resultOf(reply: Response, body: unknown): IssuedToken | TokenError {
  const { status } = reply;
  if (status !== 200) {
    return failureOf(reply, body);
  }
  const issued = issuedIn(body);
  if (!issued) {
    return new TokenError("refused", "200 without a token", { status });
  }
  const isOver = issued.expiresOn.getTime() <= Date.now();
  const why = "it has expired already, or the clock of this device is wrong";
  return isOver ? new TokenError("refused", why, { status, code: "ExpiredToken" }) : issued;
}

/** Every error of the token service has a code; a page or an empty reply without one is from what stands before it. */
function failureOf({ type, status, headers }: Response, body: unknown): TokenError {
  const code = headers.get("x-ms-error-code") ?? undefined;
  const error = fieldsOf(fieldsOf(body)["error"]);
  const isRedirect = type === "opaqueredirect" || (status >= 300 && status < 400);
  const why = isRedirect ? "sent to sign in" : `${status} ${code ?? "without a code"}`;
  return new TokenError(isRedirect ? "signedOut" : reasonOf(status), why, {
    status,
    code,
    said: code === undefined ? undefined : textOf(error["message"]),
    requestId: headers.get("x-request-id") ?? undefined,
    retryAfterSeconds: secondsOf(headers.get("retry-after") ?? ""),
  });
}

function reasonOf(status: number): Reason {
  if (status === 401) {
    return "signedOut";
  }
  return status === 429 || status >= 500 ? "passing" : "refused";
}

/** A number of seconds, or a date. */
function secondsOf(retryAfter: string): number | undefined {
  const given = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(given) ? undefined : given;
}

/** The SDK may take any text for a token, a page of HTML too: what is no JWT does not get there. */
function issuedIn(body: unknown): IssuedToken | undefined {
  const fields = fieldsOf(body);
  const token = textOf(fields["token"]);
  const end = Date.parse(textOf(fields["expiresOn"]) ?? "");
  if (token === undefined || !JWT.test(token) || Number.isNaN(end)) {
    return undefined;
  }
  const told = Date.parse(textOf(fields["refreshOn"]) ?? "");
  // As the token service chooses it: at random, so that those who came together do not come back together.
  const chosen = end - (end - Date.now()) * (0.1 + 0.2 * Math.random());
  return {
    token,
    expiresOn: new Date(end),
    refreshOn: new Date(Number.isNaN(told) ? chosen : told),
    identity: textOf(fieldsOf(fields["user"])["communicationUserId"]),
  };
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
