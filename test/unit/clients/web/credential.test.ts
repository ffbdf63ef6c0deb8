import { dirname } from "node:path";
import * as z from "zod";
import { earlyRefresher } from "../../../../clients/web/earlyRefresher";
import { tokenRefresher } from "../../../../clients/web/tokenRefresher";
import { eachPage, fakeToken, issuedReply } from "./page";

interface TokenCredential {
  getToken(): Promise<{ token: string; expiresOnTimestamp: number }>;
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
let credential: TokenCredential;

function issued(): Response {
  const expiresAt = Date.now() + 60 * MINUTE;
  return issuedReply(fakeToken(expiresAt), expiresAt);
}

function serverBusy(): Response {
  return new Response("{}", { status: 503, headers: { "x-ms-error-code": "ServerBusy", "Retry-After": "60" } });
}

/** The credential of the ACS SDKs for browsers. The package of the top folder is an old beta without it. */
async function start(refresher: typeof tokenRefresher): Promise<void> {
  const loaded: unknown = await import(path);
  const ofSdk = z.object({ AzureCommunicationTokenCredential: z.custom<TokenCredentialClass>() }).parse(loaded);
  const onSignedOut = () => {
    throw new Error("Nobody signed out.");
  };
  const options = { tokenRefresher: refresher(onSignedOut), refreshProactively: true };
  credential = new ofSdk.AzureCommunicationTokenCredential(options);
  await jest.advanceTimersByTimeAsync(0);
}

afterEach(() => {
  credential.dispose();
});

describe("tokenRefresher, in the SDK's credential", () => {
  beforeEach(() => start(tokenRefresher));

  test("a 503 that passes costs neither the credential nor its timer, and the old token serves meanwhile", async () => {
    const { token: first } = await credential.getToken();
    page.replies = [serverBusy, issued];
    await jest.advanceTimersByTimeAsync(50 * MINUTE);
    expect(page.askedAt).toEqual([0, 50]);
    expect((await credential.getToken()).token).toBe(first);

    await jest.advanceTimersByTimeAsync(MINUTE);
    expect(page.askedAt).toEqual([0, 50, 51]);
    expect((await credential.getToken()).token).not.toBe(first);

    await jest.advanceTimersByTimeAsync(50 * MINUTE);
    expect(page.askedAt).toEqual([0, 50, 51, 101]);
  });
});

describe("earlyRefresher, in the SDK's credential", () => {
  beforeEach(() => start(earlyRefresher));

  test("it asks at refreshOn, and the SDK takes that token 10 minutes before its own ends, without a call", async () => {
    const { token: first } = await credential.getToken();
    await jest.advanceTimersByTimeAsync(49 * MINUTE);
    expect(page.askedAt).toEqual([0, 45]);
    expect((await credential.getToken()).token).toBe(first);

    await jest.advanceTimersByTimeAsync(2 * MINUTE);
    expect((await credential.getToken()).token).not.toBe(first);
    expect(page.askedAt).toEqual([0, 45]);
  });

  test("throttled at refreshOn: the SDK waits for the same tries, and begins others when they have failed", async () => {
    const { token: first } = await credential.getToken();
    page.replies = [...Array<() => Response>(6).fill(serverBusy), issued];
    await jest.advanceTimersByTimeAsync(49.5 * MINUTE);
    expect(page.askedAt).toEqual([0, 45, 46, 47, 48, 49]);

    await jest.advanceTimersByTimeAsync(MINUTE);
    expect(page.askedAt).toEqual([0, 45, 46, 47, 48, 49, 50, 50]);
    expect((await credential.getToken()).token).not.toBe(first);
  });

  test("where the clock is fast, so that refreshOn is over: once a minute", async () => {
    const late = () => issuedReply(fakeToken(Date.now() + 60 * MINUTE), Date.now() + 12 * MINUTE);
    page.replies = [...Array<() => Response>(3).fill(late), issued];
    await jest.advanceTimersByTimeAsync(48.5 * MINUTE);
    expect(page.askedAt).toEqual([0, 45, 46, 47, 48]);
  });
});
