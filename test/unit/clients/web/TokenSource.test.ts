import type { IssuedToken } from "../../../../clients/web/src/requestToken";
import type { TokenError } from "../../../../clients/web/src/TokenError";
import { TokenSource, type TokenSourceOptions } from "../../../../clients/web/src/TokenSource";
import { eachPage, fakeToken, issuedReply } from "./page";

const MINUTE = 60_000;

const page = eachPage(0, MINUTE, issued);
const onSignedOut = jest.fn();
const onFailure = jest.fn<undefined, [TokenError, number | undefined]>();
let end: AbortController;

beforeEach(() => {
  end = new AbortController();
  onSignedOut.mockReset();
  onFailure.mockReset();
});

afterEach(() => {
  end.abort();
});

function issued(): Response {
  const expiresAt = Date.now() + 60 * MINUTE;
  return issuedReply(fakeToken(expiresAt), expiresAt);
}

function failure(status: number, headers: Record<string, string> = {}): () => Response {
  const error = { message: "What the service says." };
  return () => Response.json({ error }, { status, headers: { "x-ms-error-code": `Code${status}`, ...headers } });
}

function start(options: TokenSourceOptions = {}): TokenSource {
  return new TokenSource({ onSignedOut, onFailure, signal: end.signal, ...options });
}

/** What becomes of a promise that needs no time to pass. */
async function soon(promise: Promise<IssuedToken | string>): Promise<string> {
  const settled = promise.then(
    (result) => (typeof result === "string" ? result : result.token),
    (error: unknown) => String(error),
  );
  await jest.advanceTimersByTimeAsync(0);
  return Promise.race([settled, Promise.resolve("still waiting")]);
}

async function pass(minutes: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(minutes * MINUTE);
}

test("50 who ask at once share one request, and those who come later its token", async () => {
  const source = start();
  const tokens = await Promise.all(Array.from({ length: 50 }, () => source.tokenRefresher()));
  expect(new Set(tokens).size).toBe(1);
  await pass(44);
  expect(await soon(source.tokenRefresher())).toBe(tokens[0]);
  expect(page.askedAt).toEqual([0]);
});

test("the next token is fetched at refreshOn, and is there when the SDK asks", async () => {
  const source = start();
  const first = await soon(source.getToken());
  await pass(50);
  expect(page.askedAt).toEqual([0, 45]);
  expect(await soon(source.getToken())).not.toBe(first);
  expect(page.askedAt).toEqual([0, 45]);
});

test("where the reply has no refreshOn, it is chosen at random as the service does: 10 to 30 % before the end", async () => {
  page.replies = [() => Response.json({ token: fakeToken(60 * MINUTE), expiresOn: new Date(60 * MINUTE) })];
  const at = async (random: number) => {
    jest.mocked(Math.random).mockReturnValue(random);
    return (await start().getToken()).refreshOn.getTime() / MINUTE;
  };
  expect([await at(0), await at(0.5), await at(1)]).toEqual([54, 48, 42]);
});

test("a computer that slept through refreshOn asks within a minute, and a caller who is there first makes it ask", async () => {
  const source = start();
  const first = await soon(source.getToken());
  jest.setSystemTime(46 * MINUTE);
  await pass(1);
  expect(page.askedAt).toEqual([0, 47]);

  jest.setSystemTime(47 * MINUTE + 58 * MINUTE);
  expect(await soon(source.getToken())).not.toBe(first);
  expect(page.askedAt).toEqual([0, 47, 105]);
});

test("where the clock is fast, so that refreshOn is over: once a minute", async () => {
  const late = () => issuedReply(fakeToken(Date.now() + 60 * MINUTE), Date.now() + 12 * MINUTE);
  page.replies = [late];
  const source = start();
  await soon(source.getToken());
  await pass(3.5);
  await soon(source.getToken());
  expect(page.askedAt).toEqual([0, 1, 2, 3]);
});

test("past refreshOn nobody waits for more than a first try while the token has more than a minute; after that they share the tries", async () => {
  const source = start();
  const first = await soon(source.getToken());
  page.replies = [failure(503, { "Retry-After": "300" })];
  await pass(49);
  expect(await soon(source.getToken())).toBe(first);
  await pass(2);
  expect(await soon(source.getToken())).toBe(first);
  await pass(8.5);
  expect(await soon(source.getToken())).toBe("still waiting");
  expect(page.askedAt).toEqual([0, 45, 50, 55]);
});

test("after a sleep, with a request under way, nobody is given the token that is over, but the next one", async () => {
  const source = start();
  const first = await source.getToken();
  let fail: (error: Error) => void = () => undefined;
  jest.mocked(fetch).mockImplementationOnce(() => new Promise((_, reject) => (fail = reject)));
  jest.setSystemTime(52 * MINUTE);
  const asked = source.getToken();
  await pass(0);

  jest.setSystemTime(120 * MINUTE);
  fail(new TypeError("The network is away."));
  await pass(1);

  expect((await asked).expiresOn.getTime()).toBeGreaterThan(first.expiresOn.getTime());
});

test("with 10 minutes left or less who asks gets the next token if the first try brings it", async () => {
  const source = start();
  const first = await soon(source.getToken());
  jest.setSystemTime(52 * MINUTE);
  expect(await soon(source.getToken())).not.toBe(first);
  expect(page.askedAt).toEqual([0, 52]);
});

test("while a token is good no failure costs it, and it asks again after half of the time that is left", async () => {
  const source = start();
  const first = await soon(source.getToken());
  page.replies = [failure(403)];
  await pass(58);
  expect(page.askedAt).toEqual([0, 45, 52.5, 56.25]);
  expect(onFailure.mock.calls.map(([{ code }, seconds]) => [code, seconds])).toEqual([
    ["Code403", 450],
    ["Code403", 225],
    ["Code403", 112.5],
  ]);
  expect(await soon(source.getToken())).toBe(first);
  await pass(1.5);
  expect(await soon(source.getToken())).toBe("TokenError: No token: 403 Code403.");
});

test("an expired session is told once for each request, as a reason of its own, and ends what it does by itself", async () => {
  const source = start();
  const first = await soon(source.getToken());
  page.replies = [failure(401)];
  await pass(46);
  expect(onSignedOut).toHaveBeenCalledTimes(1);
  expect(onFailure.mock.calls[0]).toEqual([expect.objectContaining({ reason: "signedOut", status: 401 }), undefined]);
  expect(await soon(source.getToken())).toBe(first);
  await pass(14);
  expect(page.askedAt).toEqual([0, 45]);

  expect(await soon(source.getToken())).toBe("TokenError: No token: 401 Code401.");
  expect(onSignedOut).toHaveBeenCalledTimes(2);
});

test("an error has what the reply says: its code, words, request and wait", async () => {
  page.replies = [failure(403, { "x-request-id": "0123", "Retry-After": "7" })];
  await expect(start().getToken()).rejects.toMatchObject({
    name: "TokenError",
    reason: "refused",
    status: 403,
    code: "Code403",
    said: "What the service says.",
    requestId: "0123",
    retryAfterSeconds: 7,
  });
});

test("a token that has expired when it comes is refused, as the device's clock may be wrong", async () => {
  page.replies = [() => issuedReply(fakeToken(-MINUTE), -MINUTE)];
  await expect(start().getToken()).rejects.toMatchObject({ reason: "refused", code: "ExpiredToken" });
});

test("a caller's signal ends the wait of that caller alone", async () => {
  page.replies = [failure(503, { "Retry-After": "60" }), issued];
  const source = start();
  const leaving = new AbortController();
  const left = soon(source.getToken(leaving.signal));
  const stayed = source.getToken();
  expect(await soon(source.getToken(AbortSignal.abort()))).toMatch(/^AbortError/);
  leaving.abort();
  await pass(1);
  await expect(source.getToken(leaving.signal)).rejects.toThrow("no longer waited for");
  expect(await left).toBe("still waiting");
  expect((await stayed).token).toMatch(/^eyJ/);
  expect(page.askedAt).toEqual([0, 1]);
});

test("the source's signal ends what waits, what is asked and what was to come; who asks then is refused", async () => {
  page.replies = [failure(503, { "Retry-After": "60" })];
  const source = start();
  const waiting = source.getToken().catch(String);
  await jest.advanceTimersByTimeAsync(0);
  end.abort();
  expect(await waiting).toMatch(/^AbortError/);
  expect(await soon(source.getToken())).toMatch(/^AbortError/);
  await pass(60);
  expect(page.askedAt).toEqual([0]);
  expect(jest.getTimerCount()).toBe(0);
});

test("renew skips a wait, and asks though the token is good", async () => {
  page.replies = [failure(503, { "Retry-After": "300" }), issued];
  const source = start();
  const waiting = source.getToken();
  await pass(1);
  const first = await soon(source.renew());
  expect((await waiting).token).toBe(first);
  await pass(1);
  expect(await soon(source.renew())).not.toBe(first);
  expect(page.askedAt).toEqual([0, 1, 2]);
});

test("address, headers and fetch may be the app's own; headers that it cannot make are no reason to try again", async () => {
  const ask = jest.fn(() => Promise.resolve(issued()));
  const headers = { Authorization: "Bearer of-the-user" };
  await start({ url: "https://api.example.com/api/me/token", headers: () => headers, fetch: ask }).getToken();
  expect(ask).toHaveBeenCalledWith("https://api.example.com/api/me/token", expect.objectContaining({ headers }));

  const cause = new Error("interaction_required");
  const source = start({ headers: () => Promise.reject(cause), fetch: ask });
  await expect(source.getToken()).rejects.toMatchObject({ reason: "refused", status: 0, cause });
  expect(ask).toHaveBeenCalledTimes(1);
});
