import { type Capacity, capacityOf } from "./capacityOf";
import type { Prices } from "./prices";
import type { Scenario } from "./Scenario";

export interface Deployments {
  readonly count: number;
  readonly usersEach: number;
  /** Of the one with `usersEach`. */
  readonly each: Capacity;
}

/** The fewest deployments, each with an ACS resource of its own and its share of the users, so that none is refused. */
export function deploymentsFor(scenario: Scenario, whole: Capacity, prices: Prices): Deployments {
  for (let count = Math.max(1, Math.ceil(whole.busiestWindow / scenario.acsLimit)); ; count++) {
    const usersEach = Math.ceil(scenario.users / count);
    const each = count === 1 ? whole : capacityOf({ ...scenario, users: usersEach }, prices);
    if (each.windowsOver === 0) {
      return { count, usersEach, each };
    }
  }
}
