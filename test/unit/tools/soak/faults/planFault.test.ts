import { describeTrouble, reachOf } from "../../../../../tools/soak/faults/PlannedFault";
import { FAULT_EVERY_MS, planFault } from "../../../../../tools/soak/faults/planFault";
import { seededRandom } from "../../../../../tools/soak/seededRandom";

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

test("a refused key reaches the secret, too, which is read then", () => {
  const reached = reachOf({ dependency: "acs", kind: "misbehaves", fault: { status: 401 } });
  expect(reached.map(({ reach }) => reach)).toEqual(["acs", "secret"]);
});
