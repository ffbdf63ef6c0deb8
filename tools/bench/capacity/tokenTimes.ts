import { REFRESH_LEAD } from "../../../shared/acs/refreshOn";
import type { Chance } from "./Chance";
import type { Scenario } from "./Scenario";
import { sessionsOf } from "./sessionsOf";

/** The ACS web SDK refreshes this long before a token ends. */
const SDK_LEAD_SECONDS = 600;

/** When one user's app asks for tokens, in seconds from the first midnight. */
export function tokenTimes(scenario: Scenario, chance: Chance): number[] {
  const times: number[] = [];
  let due = -Infinity;
  for (const { from, to } of sessionsOf(scenario, chance)) {
    let next = scenario.refresh === "start" ? from : Math.max(from, due);
    while (next < to) {
      times.push(next);
      due = next + secondsToRefresh(scenario, chance);
      next = due;
    }
  }
  return times;
}

function secondsToRefresh({ refresh, lifetimeMinutes }: Scenario, chance: Chance): number {
  const lifetime = lifetimeMinutes * 60;
  const { longest, shortest } = REFRESH_LEAD;
  return refresh === "refreshOn"
    ? lifetime * (1 - shortest - chance.rest() * (longest - shortest))
    : lifetime - SDK_LEAD_SECONDS;
}
