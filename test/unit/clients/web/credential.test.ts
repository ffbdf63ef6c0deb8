import { earlyRefresher } from "../../../../clients/web/earlyRefresher";
import { tokenRefresher } from "../../../../clients/web/tokenRefresher";
import { fakeToken, issuedReply } from "./fakeToken";
import { loadCredentialClass } from "./TokenCredential";

const MINUTE = 60_000;

/** When the page asked, in minutes since the start. */
let askedAt: number[];
let replies: (() => Response)[];
let credential: InstanceType<Awaited<ReturnType<typeof loadCredentialClass>>>;

function issued(): Response {
  const expiresAt = Date.now() + 60 * MINUTE;
  return issuedReply(fakeToken(expiresAt), expiresAt);
}

function serverBusy(): Response {
  return new Response("{}", { status: 503, headers: { "x-ms-error-code": "ServerBusy", "Retry-After": "60" } });
}

async function start(refresher: typeof tokenRefresher): Promise<void> {
  const Credential = await loadCredentialClass();
  const onSignedOut = () => {
    throw new Error("Nobody signed out.");
  };
  credential = new Credential({ tokenRefresher: refresher(onSignedOut), refreshProactively: true });
  await jest.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  jest.spyOn(Math, "random").mockReturnValue(0);
  askedAt = [];
  replies = [];
  jest.spyOn(globalThis, "fetch").mockImplementation(() => {
    askedAt.push(Date.now() / MINUTE);
    return Promise.resolve((replies.shift() ?? issued)());
  });
});

afterEach(() => {
  credential.dispose();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

describe("tokenRefresher, in the SDK's credential", () => {
  beforeEach(() => start(tokenRefresher));

  test("a 503 that passes costs neither the credential nor its timer, and the old token serves meanwhile", async () => {
    const { token: first } = await credential.getToken();
    replies.push(serverBusy);
    await jest.advanceTimersByTimeAsync(50 * MINUTE);
    expect(askedAt).toEqual([0, 50]);
    expect((await credential.getToken()).token).toBe(first);

    await jest.advanceTimersByTimeAsync(MINUTE);
    expect(askedAt).toEqual([0, 50, 51]);
    expect((await credential.getToken()).token).not.toBe(first);

    await jest.advanceTimersByTimeAsync(50 * MINUTE);
    expect(askedAt).toEqual([0, 50, 51, 101]);
  });
});

describe("earlyRefresher, in the SDK's credential", () => {
  beforeEach(() => start(earlyRefresher));

  test("it asks at refreshOn, and the SDK takes that token 10 minutes before its own ends, without a call", async () => {
    const { token: first } = await credential.getToken();
    await jest.advanceTimersByTimeAsync(49 * MINUTE);
    expect(askedAt).toEqual([0, 45]);
    expect((await credential.getToken()).token).toBe(first);

    await jest.advanceTimersByTimeAsync(2 * MINUTE);
    expect((await credential.getToken()).token).not.toBe(first);
    expect(askedAt).toEqual([0, 45]);
  });

  test("throttled at refreshOn: the SDK waits for the same tries, and begins others when they have failed", async () => {
    const { token: first } = await credential.getToken();
    replies.push(...Array<() => Response>(6).fill(serverBusy));
    await jest.advanceTimersByTimeAsync(49.5 * MINUTE);
    expect(askedAt).toEqual([0, 45, 46, 47, 48, 49]);

    await jest.advanceTimersByTimeAsync(MINUTE);
    expect(askedAt).toEqual([0, 45, 46, 47, 48, 49, 50, 50]);
    expect((await credential.getToken()).token).not.toBe(first);
  });

  test("where the clock is fast, so that refreshOn is over: once a minute", async () => {
    const late = () => issuedReply(fakeToken(Date.now() + 60 * MINUTE), Date.now() + 12 * MINUTE);
    replies.push(...Array<() => Response>(3).fill(late));
    await jest.advanceTimersByTimeAsync(48.5 * MINUTE);
    expect(askedAt).toEqual([0, 45, 46, 47, 48]);
  });
});
