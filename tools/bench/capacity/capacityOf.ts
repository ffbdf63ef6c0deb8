import { chanceOf } from "./Chance";
import { type Cost, costOf } from "./costOf";
import { type Demand, demandOf } from "./demandOf";
import { instanceRate, instancesFor } from "./instancesFor";
import { INSTANCE_SHARE, SECRET_AGE_SECONDS, WINDOW_SECONDS } from "./limits";
import type { Prices } from "./prices";
import type { Scenario } from "./Scenario";
import { DAY_SECONDS, PEAK_SECONDS } from "./sessionsOf";
import { highestOf, sumOf, sumsOf } from "./sumsOf";
import { throttle } from "./throttle";
import { type Waits, waitsOf } from "./waitsOf";

/** A second that an instance works in part is charged as a whole. */
const SHORTEST_CHARGE_SECONDS = 1;

export interface Capacity {
  /** Over all days. */
  readonly tokens: number;
  /** From the second day on, if there is one. */
  readonly tokensPerDay: number;
  /** Tokens asked for, without those who come again. */
  readonly busiestSecond: number;
  readonly busiestWindow: number;
  /** The same from when the log-ins of the first day are over. */
  readonly busiestWindowLater: number;
  /** Of new users. */
  readonly identities: number;
  readonly identitiesInBusiestWindow: number;
  /** Windows in which somebody is refused, by ACS or by an instance that has given users their share. */
  readonly windowsOver: number;
  readonly refusals: number;
  readonly waits: Waits;
  /** Requests a second at the peak, those who come again included. */
  readonly requestsPerSecond: number;
  readonly instances: number;
  /** A read for each request, and for a new user the write of the row. */
  readonly tableOperations: number;
  /** At most: as if all instances worked all the time. */
  readonly vaultReads: number;
  readonly cost: Cost;
}

/** Simulates the days of a scenario; the same every time. */
export function capacityOf(scenario: Scenario, prices: Prices): Capacity {
  const chance = chanceOf(scenario.seed);
  const demand = demandOf(scenario, chance);
  const windows = sumsOf(demand.tokens, WINDOW_SECONDS);
  const busiestSecond = highestOf(demand.tokens);
  const { refusals, windowsOver, busiestWindow, ...served } = throttle(
    windows,
    tokensInWindow(scenario, instancesFor(busiestSecond, scenario)),
    chance.rest,
  );
  const tokens = sumOf(demand.tokens);
  const requestsPerSecond = Math.max(busiestSecond, busiestWindow / WINDOW_SECONDS);
  const instances = instancesFor(requestsPerSecond, scenario);
  const vaultReads = instances * scenario.days * Math.ceil(DAY_SECONDS / SECRET_AGE_SECONDS);
  const usage = {
    tokens,
    executions: tokens + refusals,
    workSeconds: workSecondsOf(demand, refusals, scenario),
    tableOperations: tokens + refusals + sumOf(demand.identities),
    vaultReads,
  };
  return {
    tokens,
    tokensPerDay: averageDay(demand),
    busiestSecond,
    busiestWindow: highestOf(windows),
    busiestWindowLater: highestOf(windows.slice(Math.floor(firstPeakEnd(scenario) / WINDOW_SECONDS) + 1)),
    identities: sumOf(demand.identities),
    identitiesInBusiestWindow: highestOf(sumsOf(demand.identities, WINDOW_SECONDS)),
    windowsOver,
    refusals,
    waits: waitsOf(served),
    requestsPerSecond,
    instances,
    tableOperations: usage.tableOperations,
    vaultReads,
    cost: costOf(usage, prices),
  };
}

/** What users get in a window: a share of what ACS issues from each instance, and no more than that from all of them. */
function tokensInWindow({ acsLimit }: Scenario, instances: number): number {
  return Math.min(acsLimit, Math.max(1, Math.floor(acsLimit * INSTANCE_SHARE)) * Math.max(1, instances));
}

function averageDay({ tokens }: Demand): number {
  const [first = 0, ...later] = sumsOf(tokens, DAY_SECONDS);
  return later.length === 0 ? first : sumOf(later) / later.length;
}

/** Log-ins later than three standard deviations are about one in a thousand. */
function firstPeakEnd({ spreadMinutes }: Scenario): number {
  return PEAK_SECONDS + 3 * spreadMinutes * 60;
}

function workSecondsOf({ tokens }: Demand, refusals: number, scenario: Scenario): { least: number; most: number } {
  const shared = sumOf(tokens.map((count) => instancesFor(count, scenario) * SHORTEST_CHARGE_SECONDS));
  return {
    least: shared + refusals / instanceRate(scenario),
    most: (sumOf(tokens) + refusals) * Math.max(SHORTEST_CHARGE_SECONDS, scenario.callSeconds),
  };
}
