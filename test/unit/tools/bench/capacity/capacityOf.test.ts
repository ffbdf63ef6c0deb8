import fc from "fast-check";
import { type Capacity, capacityOf } from "../../../../../tools/bench/capacity/capacityOf";
import { chanceOf } from "../../../../../tools/bench/capacity/Chance";
import { DEFAULT_SCENARIO } from "../../../../../tools/bench/capacity/defaultScenario";
import { demandOf } from "../../../../../tools/bench/capacity/demandOf";
import { deploymentsFor } from "../../../../../tools/bench/capacity/deploymentsFor";
import { WINDOW_SECONDS } from "../../../../../tools/bench/capacity/limits";
import { PRICES } from "../../../../../tools/bench/capacity/prices";
import { REFRESH_RULES, type Scenario } from "../../../../../tools/bench/capacity/Scenario";
import { highestOf, sumOf, sumsOf } from "../../../../../tools/bench/capacity/sumsOf";
import { tokenTimes } from "../../../../../tools/bench/capacity/tokenTimes";

/** Everybody at the same second, and only once. */
const AT_ONCE: Scenario = { ...DEFAULT_SCENARIO, users: 2500, spreadMinutes: 0, days: 1, newUsers: 0.1 };

function capacity(changes: Partial<Scenario>): Capacity {
  return capacityOf({ ...AT_ONCE, ...changes }, PRICES);
}

test("2,500 users in one second: 1,000 served at once, 1,000 after 30 s, 500 after 60 s", () => {
  expect(capacity({})).toMatchObject({
    tokens: 2500,
    tokensPerDay: 2500,
    busiestSecond: 2500,
    busiestWindow: 2500,
    busiestWindowLater: 0,
    identities: 250,
    identitiesInBusiestWindow: 250,
    windowsOver: 2,
    refusals: 2000,
    waits: { delayed: 1500, medianSeconds: 30, longestSeconds: 60 },
    requestsPerSecond: 2500,
    instances: 40, // of 16 at once for 0.25 s: 64 a second
    tableOperations: 2500 + 2000 + 250,
    vaultReads: 40 * 288,
  });
});

test.each([
  { users: 800, spreadMinutes: 0, concurrency: 1600, requestsPerInstance: 1600, windowsOver: 0 },
  { users: 801, spreadMinutes: 0, concurrency: 1600, requestsPerInstance: 1600, windowsOver: 1 },
  { users: 1000, spreadMinutes: 0, concurrency: 160, requestsPerInstance: 500, windowsOver: 0 },
  { users: 1001, spreadMinutes: 0, concurrency: 160, requestsPerInstance: 500, windowsOver: 1 },
])("users of one instance get 80 % of what ACS issues, those of two all of it: %j", ({ windowsOver, ...changes }) => {
  expect(capacity(changes).windowsOver).toBe(windowsOver);
});

test("what an instance was measured to serve counts where it is less than what it is given", () => {
  expect(capacity({ requestsPerInstance: 25 }).instances).toBe(100);
});

test("what each instance does for a million tokens costs", () => {
  const { cost } = capacity({ users: 1000 });
  // 16 instances work for a second each, or each token has a second of its own; 2 GB; 1,100 operations; 16 × 288 reads.
  expect(cost.executions).toBeCloseTo(0.4);
  expect(cost.workLeast).toBeCloseTo(16_000 * 2 * 0.000026);
  expect(cost.workMost).toBeCloseTo(1_000_000 * 2 * 0.000026);
  expect(cost.table).toBeCloseTo(110 * 0.00036);
  expect(cost.vault).toBeCloseTo(((16 * 288 * 1000) / 10_000) * 0.03);
});

test("a refused call is an execution, too", () => {
  expect(capacity({}).cost.executions).toBeCloseTo((0.4 * 4500) / 2500);
});

test("the same scenario gives the same figures, another seed others", () => {
  const changes = { spreadMinutes: 15, refresh: "refreshOn", lifetimeMinutes: 60 } as const;
  expect(capacity(changes)).toEqual(capacity(changes));
  expect(capacity(changes)).not.toEqual(capacity({ ...changes, seed: 2 }));
});

test("log-ins do not depend on what the apps do afterwards", () => {
  const firstPeaks = REFRESH_RULES.map((refresh) => capacity({ spreadMinutes: 15, refresh }).busiestSecond);
  expect(new Set(firstPeaks.slice(0, 2)).size).toBe(1);
});

test("refreshOn takes away the echo of the morning", () => {
  const changes = { users: 20_000, spreadMinutes: 5, openHours: 24, days: 2 };
  const echo = capacity({ ...changes, refresh: "expiry" }).busiestWindowLater;
  expect(capacity({ ...changes, refresh: "refreshOn" }).busiestWindowLater).toBeLessThan(echo / 5);
});

const scenarios = fc.record({
  users: fc.integer({ min: 1, max: 300 }),
  newUsers: fc.double({ min: 0, max: 1, noNaN: true }),
  lifetimeMinutes: fc.integer({ min: 60, max: 1440 }),
  refresh: fc.constantFrom(...REFRESH_RULES),
  spreadMinutes: fc.integer({ min: 0, max: 120 }),
  openHours: fc.integer({ min: 1, max: 24 }),
  days: fc.integer({ min: 1, max: 2 }),
  seed: fc.nat(),
});

test("every token that an app asks for is counted once, and every new user once", () => {
  fc.assert(
    fc.property(scenarios, (changes) => {
      const scenario = { ...DEFAULT_SCENARIO, ...changes };
      const chance = chanceOf(scenario.seed);
      const asked = Array.from({ length: scenario.users }, () => tokenTimes(scenario, chance).length);
      const demand = demandOf(scenario, chanceOf(scenario.seed));
      expect(sumOf(demand.tokens)).toBe(sumOf(asked));
      expect(sumOf(demand.identities)).toBe(Math.round(scenario.users * scenario.newUsers));
    }),
    { numRuns: 20 },
  );
});

test("the peak falls when the log-ins spread", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(), (spreadMinutes, seed) => {
      const peakAt = (minutes: number) => {
        const scenario = { ...AT_ONCE, spreadMinutes: minutes };
        return highestOf(sumsOf(demandOf(scenario, chanceOf(seed)).tokens, WINDOW_SECONDS));
      };
      expect(peakAt(spreadMinutes * 4)).toBeLessThan(peakAt(spreadMinutes));
    }),
    { numRuns: 10 },
  );
});

describe("deployments", () => {
  function deployments(changes: Partial<Scenario>) {
    const scenario = { ...AT_ONCE, ...changes };
    return deploymentsFor(scenario, capacityOf(scenario, PRICES), PRICES);
  }

  test.each([
    [1000, 1, 1000],
    [1001, 2, 501],
    [2500, 3, 834],
  ])("%i users at once: %i of %i", (users, count, usersEach) => {
    expect(deployments({ users })).toMatchObject({ count, usersEach, each: { refusals: 0 } });
  });
});
