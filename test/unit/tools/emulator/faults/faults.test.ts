import { ManualClock } from "../support/ManualClock";
import { anyString, matching } from "../support/matchers";
import { TestEmulator } from "../support/TestEmulator";

/** Counts its sleeps, which end at once. */
class SleepCounter extends ManualClock {
  readonly sleeps: number[] = [];

  override sleep(milliseconds = 0): Promise<void> {
    this.sleeps.push(milliseconds);
    return super.sleep();
  }
}

const clock = new SleepCounter();
let running: TestEmulator;

beforeAll(async () => {
  running = await TestEmulator.start({ clock });
});

afterEach(() => {
  running.emulator.control.clearFaults();
});

afterAll(async () => {
  await running.stop();
});

async function create() {
  return running.acs("POST", "/identities?api-version=2023-10-01");
}

function identities(): number {
  return running.emulator.control.state().identities.length;
}

test("a status, with Retry-After, instead of the operation", async () => {
  running.emulator.control.setFault("acs", { status: 429, retryAfter: 7 });
  const before = identities();
  const reply = await create();
  expect([reply.status, reply.headers["retry-after"]]).toEqual([429, "7"]);
  expect(reply.json()).toEqual({ error: { code: "TooManyRequests", message: anyString } });
  expect(identities()).toBe(before);
});

describe.each([401, 403, 404, 410])("a %i that is not the service's own", (status) => {
  test.each([
    ["html", "text/html; charset=utf-8", matching(/^<!doctype html>/)],
    ["json", "application/json", matching(/^\{"statusCode":\d{3},"message":/)],
    ["empty", undefined, ""],
  ] as const)("%s", async (foreign, type, body) => {
    running.emulator.control.setFault("acs", { status, foreign });
    const reply = await create();
    expect([reply.status, reply.headers["content-type"], reply.body]).toEqual([status, type, body]);
    expect(identities()).toBe(0);
  });
});

test("a foreign page with Retry-After", async () => {
  running.emulator.control.setFault("acs", { status: 503, foreign: "html", retryAfter: 3 });
  expect((await create()).headers["retry-after"]).toBe("3");
});

test("so many times, then no more", async () => {
  running.emulator.control.setFault("acs", { status: 503, times: 2 });
  expect([(await create()).status, (await create()).status, (await create()).status]).toEqual([503, 503, 201]);
  expect(running.emulator.control.state().faults).toEqual({});
});

test("a delay", async () => {
  running.emulator.control.setFault("acs", { delayMs: 5000, times: 1 });
  expect((await create()).status).toBe(201);
  expect(clock.sleeps).toEqual([5000]);
});

test.each([
  ["before", 0],
  ["after", 1],
] as const)("a connection closed %s the operation: %d identities made", async (drop, made) => {
  running.emulator.control.setFault("acs", { drop, times: 1 });
  const before = identities();
  await expect(create()).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(identities() - before).toBe(made);
});

test("only for one method and path", async () => {
  running.emulator.control.setFault("acs", { status: 500, method: "delete", path: "/identities/8:acs:" });
  expect((await create()).status).toBe(201);
  expect((await running.acs("DELETE", "/identities/8%3Aacs%3Ax?api-version=2023-10-01")).status).toBe(500);
  expect((await running.acs("DELETE", "/identities/other?api-version=2023-10-01")).status).toBe(401);
});

test("only for one service", async () => {
  running.emulator.control.setFault("keyVault", { status: 500 });
  expect((await create()).status).toBe(201);
  expect((await running.vault("", "GET", "/secrets/x")).status).toBe(500);
});

test("stopping ends a delay at once", async () => {
  const waits = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    sleep: untilAborted,
    alarm: () => clock.alarm(),
  };
  const other = await TestEmulator.start({ clock: waits });
  other.emulator.control.setFault("managedIdentity", { delayMs: 60_000 });
  const call = expect(other.managedIdentityToken()).rejects.toThrow();
  while (!other.emulator.control.state().requests.managedIdentity["getToken"]) await new Promise(setImmediate);
  await other.stop();
  await call;
});

async function untilAborted(_: number, signal?: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => {
      reject(new Error("stopped"));
    });
  });
}
