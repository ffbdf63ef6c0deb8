import { ManualClock } from "../../tools/kit/ManualClock";
import { TestEmulator } from "./support/TestEmulator";
import { anyString } from "./support/values";

const clock = new ManualClock();
const running = TestEmulator.forAll({ clock });

afterEach(() => {
  running.emulator.control.clearFaults();
});

async function create() {
  return running.acs("POST", "/identities?api-version=2023-10-01");
}

function identities(): number {
  return running.emulator.control.state().identities.length;
}

test("answers with a status and Retry-After in place of the operation", async () => {
  running.emulator.control.setFault("acs", { status: 429, retryAfter: 7 });
  const before = identities();
  const reply = await create();
  expect([reply.status, reply.headers["retry-after"]]).toEqual([429, "7"]);
  expect(reply.json()).toEqual({ error: { code: "TooManyRequests", message: anyString } });
  expect(identities()).toBe(before);
});

test.each([
  [401, "html", "text/html; charset=utf-8", /^<!doctype html>/],
  [403, "json", "application/json", /^\{"statusCode":403,"message":/],
  [410, "empty", undefined, /^$/],
] as const)("answers %i with a reply that is not the service's own: %s", async (status, foreign, type, body) => {
  running.emulator.control.setFault("acs", { status, foreign, retryAfter: 3 });
  const before = identities();
  const reply = await create();
  expect([reply.status, reply.headers["content-type"], reply.headers["retry-after"]]).toEqual([status, type, "3"]);
  expect(reply.body).toMatch(body);
  expect(identities()).toBe(before);
});

test("misbehaves so many times, then no more", async () => {
  running.emulator.control.setFault("acs", { status: 503, times: 2 });
  expect([(await create()).status, (await create()).status, (await create()).status]).toEqual([503, 503, 201]);
  expect(running.emulator.control.state().faults).toEqual({});
});

test("waits before it does the operation", async () => {
  const sleep = jest.spyOn(clock, "sleep").mockResolvedValueOnce(undefined);
  running.emulator.control.setFault("acs", { delayMs: 5000, times: 1 });
  expect((await create()).status).toBe(201);
  expect(sleep.mock.calls.map(([milliseconds]) => milliseconds)).toEqual([5000]);
});

test.each([
  ["before", 0],
  ["after", 1],
] as const)("closes the connection %s the operation, which makes %d identities", async (drop, made) => {
  running.emulator.control.setFault("acs", { drop, times: 1 });
  const before = identities();
  await expect(create()).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(identities() - before).toBe(made);
});

test("misbehaves for one method and path alone", async () => {
  running.emulator.control.setFault("acs", { status: 500, method: "delete", path: "/identities/8:acs:" });
  expect((await create()).status).toBe(201);
  expect((await running.acs("DELETE", "/identities/8%3Aacs%3Ax?api-version=2023-10-01")).status).toBe(500);
  expect((await running.acs("DELETE", "/identities/other?api-version=2023-10-01")).status).toBe(401);
});

test("misbehaves for one service alone", async () => {
  running.emulator.control.setFault("keyVault", { status: 500 });
  expect((await create()).status).toBe(201);
  expect((await running.vault("", "GET", "/secrets/x")).status).toBe(500);
});

test("stopping ends a delay at once", async () => {
  const other = await TestEmulator.start({ clock });
  other.emulator.control.setFault("managedIdentity", { delayMs: 60_000 });
  const call = expect(other.managedIdentityToken()).rejects.toThrow();
  while (!other.emulator.control.state().requests.managedIdentity["getToken"]) {
    await new Promise(setImmediate);
  }
  await other.stop();
  await call;
});
