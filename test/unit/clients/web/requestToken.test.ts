import { TokenError } from "../../../../clients/web/src/TokenError";
import { TokenSource } from "../../../../clients/web/src/TokenSource";
import { eachPage, fakeToken, issuedReply } from "./page";

const NOW = Date.UTC(2026, 0, 1);
const HTML = "<!DOCTYPE html><title>Error</title>";
/** The platform's pages, empty replies, and what is neither HTML nor JSON. */
const FOREIGN_BODIES = [HTML, "", "upstream connect error", "null", '"text"', "[]"];

const token = fakeToken(NOW + 3_600_000);
const onSignedOut = jest.fn();
const page = eachPage(NOW, 1_000, () => issuedReply(token));

beforeEach(() => {
  onSignedOut.mockReset();
});

/** The token, or the message of the error, once all waits are over. */
async function refresh(): Promise<string> {
  const end = new AbortController();
  const state = { isSettled: false };
  const source = new TokenSource({ onSignedOut, signal: end.signal });
  const settled = source
    .tokenRefresher()
    .catch((error: unknown) => {
      expect(error).toBeInstanceOf(TokenError);
      return error instanceof Error ? error.message : "";
    })
    .finally(() => {
      state.isSettled = true;
    });
  while (!state.isSettled) {
    await jest.advanceTimersToNextTimerAsync();
  }
  end.abort();
  return settled;
}

function ours(status: number, code: string, headers: Record<string, string> = {}): () => Response {
  return () => Response.json({ error: { code } }, { status, headers: { "x-ms-error-code": code, ...headers } });
}

function foreign(status: number, body: string, headers: Record<string, string> = {}): () => Response {
  return () => new Response(body, { status, headers: { "Content-Type": "text/html", ...headers } });
}

test("200 with a token: the token, by one call that follows no redirect and does not hang", async () => {
  expect(await refresh()).toBe(token);
  expect(page.askedAt).toEqual([0]);
  expect(onSignedOut).not.toHaveBeenCalled();
  const [url, options] = jest.mocked(fetch).mock.calls[0] ?? [];
  expect(url).toBe("/api/me/token");
  expect(options).toEqual({ headers: {}, redirect: "manual", signal: expect.any(AbortSignal) as unknown });
});

test.each([
  ...FOREIGN_BODIES,
  "{}",
  '{"token":null}',
  '{"token":""}',
  `{"token":"${token}"}`,
  '{"token":"a.b.c"}',
  `{"token":["${token}"]}`,
  `{"token":"${token} "}`,
  `{"token":"${token.split(".").slice(0, 2).join(".")}"}`,
])("200 with %s: refused at once, with nothing of it in the error", async (body) => {
  page.replies = [foreign(200, body)];
  expect(await refresh()).toBe("No token: 200 without a token.");
  expect(page.askedAt).toEqual([0]);
});

describe("signed out: told once, without another try", () => {
  test.each([
    ["this service's 401", ours(401, "ExpiredCredential"), "401 ExpiredCredential"],
    ["the host's or a gateway's 401, without a body", foreign(401, ""), "401 without a code"],
    ["a gateway's 401 with a page", foreign(401, HTML), "401 without a code"],
    ["a redirect, as Node shows it", foreign(302, "", { Location: "https://login.contoso.com" }), "sent to sign in"],
    ["a redirect, as browsers show it", opaqueRedirect, "sent to sign in"],
  ])("%s ends the refresh as signed out", async (_, reply, said) => {
    page.replies = [reply];
    expect(await refresh()).toBe(`No token: ${said}.`);
    expect(page.askedAt).toEqual([0]);
    expect(onSignedOut).toHaveBeenCalledTimes(1);
  });
});

function opaqueRedirect(): Response {
  return Object.defineProperty(Response.error(), "type", { value: "opaqueredirect" });
}

describe("refused for good: one call, and the app is not told to sign in", () => {
  test.each([
    [400, "InvalidRequest"],
    [403, "ScopeNotAllowed"],
    [404, "IdentityNotFound"],
    [409, "IdentityMoved"],
  ])("%d %s, and without a code", async (status, code) => {
    page.replies = [ours(status, code)];
    expect(await refresh()).toBe(`No token: ${status} ${code}.`);
    for (const body of FOREIGN_BODIES) {
      page.replies = [foreign(status, body)];
      expect(await refresh()).toBe(`No token: ${status} without a code.`);
    }
    expect(page.askedAt).toHaveLength(1 + FOREIGN_BODIES.length);
    expect(onSignedOut).not.toHaveBeenCalled();
  });
});

describe("what may pass: asked again, and told when it does not", () => {
  const PASSING = [
    ["429 TooManyRequests", ours(429, "TooManyRequests")],
    ["500 InternalError", ours(500, "InternalError")],
    ["502 UpstreamRejected", ours(502, "UpstreamRejected")],
    ["503 UpstreamUnavailable", ours(503, "UpstreamUnavailable")],
    ["504 UpstreamTimeout", ours(504, "UpstreamTimeout")],
    ...[429, 500, 502, 503, 504].flatMap((status) =>
      FOREIGN_BODIES.map((body) => [`${status} without a code`, foreign(status, body)] as const),
    ),
    ["no reply", () => new TypeError("Failed to fetch")],
    ["no reply", cutOff],
  ] as const;

  test.each(PASSING)("%s is asked again after longer and longer waits", async (said, reply) => {
    page.replies = [reply, () => issuedReply(token)];
    expect(await refresh()).toBe(token);
    expect(page.askedAt).toEqual([0, 2]);

    page.replies = [reply];
    expect(await refresh()).toBe(`No token: ${said}.`);
    expect(page.askedAt.slice(2).map((time) => time - 2)).toEqual([0, 2, 6, 14, 30, 62]);
    expect(onSignedOut).not.toHaveBeenCalled();
  });
});

/** A 200 whose connection ends within its body. */
function cutOff(): Response {
  return new Response(
    new ReadableStream({
      start(body) {
        body.error(new TypeError("terminated"));
      },
    }),
  );
}

describe("Retry-After", () => {
  test.each([
    ["7", 7],
    [new Date(NOW + 9_000).toUTCString(), 9],
    ["0", 1],
    [new Date(NOW - 60_000).toUTCString(), 1],
    ["86400", 300],
    [new Date(NOW + 86_400_000).toUTCString(), 300],
    ["soon", 2],
    ["", 2],
  ])("a Retry-After of %j is a wait of %d seconds", async (value, seconds) => {
    page.replies = [ours(429, "TooManyRequests", { "Retry-After": value }), () => issuedReply(token)];
    expect(await refresh()).toBe(token);
    expect(page.askedAt).toEqual([0, seconds]);
  });

  test("those who were told the same come back over half as long again", async () => {
    jest.mocked(Math.random).mockReturnValue(0.999);
    page.replies = [ours(503, "ServerBusy", { "Retry-After": "60" }), () => issuedReply(token)];
    expect(await refresh()).toBe(token);
    expect(page.askedAt[1]).toBeGreaterThan(89);
    expect(page.askedAt[1]).toBeLessThan(90);
  });
});
