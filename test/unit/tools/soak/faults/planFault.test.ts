import { seededRandom } from "../../../../../tools/kit/seededRandom";
import { describeTrouble, FAULT_EVERY_MS, planFault, reachOf } from "../../../../../tools/soak/faults/trouble";

function plan(seed: number, count: number) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, number) => planFault(random, number));
}

test("the same seed plans the same faults, another one others", () => {
  expect(plan(1, 20)).toEqual(plan(1, 20));
  expect(plan(2, 20)).not.toEqual(plan(1, 20));
});

test("one fault begins every five seconds and lasts about two, so that all is well between them", () => {
  for (const [number, { atMs, lastsMs }] of plan(1, 50).entries()) {
    expect(atMs).toBe(1_000 + number * FAULT_EVERY_MS);
    expect(lastsMs).toBeGreaterThanOrEqual(1_500);
    expect(lastsMs).toBeLessThanOrEqual(2_500);
  }
});

test("every dependency gets every kind of trouble", () => {
  const kinds = new Set(plan(1, 2_000).map(({ trouble }) => describeTrouble(trouble).replace(/(?<!\d)\d+ ms/, "N ms")));
  for (const kind of [
    "acs refuses connections",
    "acs answers 401",
    "acs answers 429, Retry-After 2",
    "acs answers 503",
    "acs is N ms late",
    "acs drops connections before acting",
    "acs drops connections after acting",
    "keyVault forbids access",
    "keyVault answers 429, Retry-After 1",
    "managedIdentity answers 500",
    "tables stops",
    "tables is killed",
    "acs answers 404 with a page",
    "acs answers 410 with another service's JSON",
    "acs answers 401 with nothing",
    "acs answers 403 with a page",
    "the clock steps 60 minutes ahead, while acs answers 429, Retry-After 1",
    "the clock steps 60 minutes back, while keyVault refuses connections",
    "acs has the name 127.0.0.1 from now on",
    "acs has the name localhost from now on",
  ]) {
    expect(kinds).toContain(kind);
  }
});

test("a fault is felt after its end for as long as it asked to wait", () => {
  const trouble = (fault: object) => ({ dependency: "acs", kind: "misbehaves", fault }) as const;
  const [plain] = reachOf(trouble({ status: 429 }));
  const [holding] = reachOf(trouble({ status: 429, retryAfter: 2 }));
  expect((holding?.afterMs ?? NaN) - (plain?.afterMs ?? NaN)).toBe(2_000);
});

test("a clock that is off reaches ACS, which refuses what is dated wrong, and whatever else goes wrong meanwhile", () => {
  const meanwhile = { dependency: "keyVault", kind: "refuses connections" } as const;
  const reached = reachOf({ dependency: "clock", kind: "steps", offsetMs: 3_600_000, meanwhile });
  expect(reached.map(({ reach }) => reach)).toEqual(["acs", "secret", "secret"]);
});

test("another name of the resource excuses nothing", () => {
  expect(reachOf({ dependency: "name", kind: "has another name", host: "127.0.0.1" })).toEqual([]);
});

test("a refused key reaches the secret, too, which is read then", () => {
  const reached = reachOf({ dependency: "acs", kind: "misbehaves", fault: { status: 401 } });
  expect(reached.map(({ reach }) => reach)).toEqual(["acs", "secret"]);
});
