import { dirname } from "node:path";
import * as z from "zod";
import { TokenSource } from "../../../../clients/web/src/TokenSource";
import { eachPage, fakeToken, issuedReply } from "./page";

interface TokenCredential {
  getToken(options?: { abortSignal: AbortSignal }): Promise<{ token: string; expiresOnTimestamp: number }>;
  dispose(): void;
}

interface Options {
  readonly tokenRefresher: () => Promise<string>;
  readonly refreshProactively: boolean;
}

type TokenCredentialClass = new (options: Options) => TokenCredential;

const identity = dirname(require.resolve("@azure/communication-identity"));
const path = require.resolve("@azure/communication-common", { paths: [identity] });

const MINUTE = 60_000;

const page = eachPage(0, MINUTE, issued);
let end: AbortController;
let ofSdk: { AzureCommunicationTokenCredential: TokenCredentialClass };
let credential: TokenCredential;

function issued(): Response {
  const expiresAt = Date.now() + 60 * MINUTE;
  return issuedReply(fakeToken(expiresAt), expiresAt);
}

function serverBusy(): Response {
  return new Response("{}", { status: 503, headers: { "x-ms-error-code": "ServerBusy", "Retry-After": "60" } });
}

/** The credential of the ACS SDKs for browsers. The package of the top folder is an old beta without it. */
beforeEach(async () => {
  const loaded: unknown = await import(path);
  ofSdk = z.object({ AzureCommunicationTokenCredential: z.custom<TokenCredentialClass>() }).parse(loaded);
  end = new AbortController();
  const { tokenRefresher } = new TokenSource({ signal: end.signal });
  credential = new ofSdk.AzureCommunicationTokenCredential({ tokenRefresher, refreshProactively: true });
  await jest.advanceTimersByTimeAsync(0);
});

afterEach(() => {
  credential.dispose();
  end.abort();
});

test("the SDK takes the token of refreshOn 10 minutes before its own ends, without a call", async () => {
  const { token: first } = await credential.getToken();
  await jest.advanceTimersByTimeAsync(49 * MINUTE);
  expect(page.askedAt).toEqual([0, 45]);
  expect((await credential.getToken()).token).toBe(first);

  await jest.advanceTimersByTimeAsync(2 * MINUTE);
  expect((await credential.getToken()).token).not.toBe(first);
  expect(page.askedAt).toEqual([0, 45]);
});

test("throttled at refreshOn: the SDK waits for the same tries, keeps its token meanwhile, and gets the next", async () => {
  const { token: first } = await credential.getToken();
  page.replies = [...Array<() => Response>(5).fill(serverBusy), serverBusy, issued];
  await jest.advanceTimersByTimeAsync(50 * MINUTE);
  expect(page.askedAt).toEqual([0, 45, 46, 47, 48, 49, 50]);
  expect((await credential.getToken()).token).toBe(first);

  await jest.advanceTimersByTimeAsync(6 * MINUTE);
  expect(page.askedAt).toEqual([0, 45, 46, 47, 48, 49, 50, 55]);
  expect((await credential.getToken()).token).not.toBe(first);
});

test("a call that is aborted while a token is waited for does not end the others, which the SDK lets share its refresh", async () => {
  page.replies = [serverBusy, issued];
  const { tokenRefresher } = new TokenSource({ signal: end.signal });
  credential = new ofSdk.AzureCommunicationTokenCredential({ tokenRefresher, refreshProactively: false });
  const leaving = new AbortController();
  const calls = Promise.allSettled([credential.getToken({ abortSignal: leaving.signal }), credential.getToken()]);
  leaving.abort();
  await jest.advanceTimersByTimeAsync(MINUTE);
  const [, other] = await calls;
  expect(other).toMatchObject({ status: "fulfilled", value: { expiresOnTimestamp: 61 * MINUTE } });
});
