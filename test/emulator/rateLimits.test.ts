import { ManualClock } from "../../tools/kit/ManualClock";
import { drawn } from "../support/cases";
import { errorText } from "./cases/OperationCase";
import { callOf, type OperationKind } from "./support/calls";
import type { Reply } from "./support/send";
import { TestEmulator } from "./support/TestEmulator";

const clock = new ManualClock();
const running = TestEmulator.forAll({ clock, rateLimits: true }, { keepAlive: true });

beforeEach(async () => {
  await running.emulator.control.reset();
});

const call = (operation: OperationKind, id?: string, body?: unknown) =>
  running.call(operation, "2025-03-02-preview", id, body);

async function statuses(times: number, send: () => Promise<Reply>): Promise<Record<number, number>> {
  const seen: Record<number, number> = {};
  for (let i = 0; i < times; i += 1) {
    const { status } = await send();
    seen[status] = (seen[status] ?? 0) + 1;
  }
  return seen;
}

// Per resource and 30 seconds (documentation). Each counts for itself.
const LIMITS: readonly [string, number, (id: string) => Promise<Reply>, number][] = [
  ["revoke", 500, (id) => call("revoke", id), 204],
  ["delete", 500, (id) => call("delete", id), 204],
  ["exchange", 500, () => call("exchange", "", {}), 401],
  ["create", 999, () => call("create"), 201], // one was made before
];

test.each(drawn(LIMITS, () => "operation"))("%s: so many, then 429", async (_, limit, send, status) => {
  const id = await running.newIdentity();
  expect(await statuses(limit, () => send(id))).toEqual({ [status]: limit });
  const refused = await send(id);
  expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "30"]);
  // choice: rate limits
  const message = "The rate limit is exceeded. Try again in 30 seconds.";
  expect(refused.body).toBe(errorText("TooManyRequests", message));
});

test("tokens and creations with a token count apart, and are let in again on time", async () => {
  const id = await running.newIdentity();
  const issue = () => call("issue", id, { scopes: [] }); // refused, and counted all the same
  const createWithToken = () => call("create", "", { createTokenWithScopes: ["nothing"] });
  expect(await statuses(1001, issue)).toEqual({ 400: 1000, 429: 1 });
  await clock.advance(10_500);
  expect(await statuses(1001, createWithToken)).toEqual({ 400: 1000, 429: 1 });
  expect((await call("create")).status).toBe(201);

  expect((await issue()).headers["retry-after"]).toBe("20"); // 19.5 seconds, in whole ones
  running.emulator.control.advanceClock(19.499);
  expect((await issue()).headers["retry-after"]).toBe("1");
  running.emulator.control.advanceClock(0.001);
  expect((await issue()).status).toBe(400);
  expect((await createWithToken()).headers["retry-after"]).toBe("11"); // its window began later
});

test("setting the wall clock forward or back changes no wait", async () => {
  expect(await statuses(501, () => call("revoke", "unknown"))).toMatchObject({ 429: 1 });
  for (const step of [3_600_000, -3_600_000]) {
    clock.stepWall(step);
    expect((await call("revoke", "unknown")).headers["retry-after"]).toBe("30");
    clock.stepWall(-step);
  }
});

test("reading identities, and what is not signed, is not counted", async () => {
  const id = await running.newIdentity();
  expect(await statuses(1001, () => call("get", id))).toEqual({ 200: 1001 });
  const unsigned = () =>
    running.send(`${running.emulator.endpoints.acs}${callOf("revoke", "2023-10-01", id).path}`, { method: "POST" });
  expect(await statuses(501, unsigned)).toEqual({ 401: 501 });
  expect((await call("revoke", id)).status).toBe(204);
});

test("off unless asked for", async () => {
  const other = await TestEmulator.start({ clock }, { keepAlive: true });
  expect(await statuses(501, () => other.call("exchange", "2023-10-01", "", {}))).toEqual({ 401: 501 });
  await other.stop();
});
