import type { Chance } from "./Chance";
import type { Scenario } from "./Scenario";
import { DAY_SECONDS } from "./sessionsOf";
import { tokenTimes } from "./tokenTimes";

/** What is asked for, were nobody ever refused: how many in each second from the first midnight on. */
export interface Demand {
  readonly tokens: Uint32Array;
  /** Identities of new users, each created for its first token. */
  readonly identities: Uint32Array;
}

export function demandOf(scenario: Scenario, chance: Chance): Demand {
  const seconds = scenario.days * DAY_SECONDS;
  const tokens = new Uint32Array(seconds);
  const identities = new Uint32Array(seconds);
  const newUsers = Math.round(scenario.users * scenario.newUsers);
  for (let user = 0; user < scenario.users; user++) {
    const times = tokenTimes(scenario, chance);
    times.forEach((time) => {
      increment(tokens, time);
    });
    if (user < newUsers) {
      increment(identities, times[0] ?? 0);
    }
  }
  return { tokens, identities };
}

function increment(counts: Uint32Array, time: number): void {
  const second = Math.floor(time);
  counts[second] = (counts[second] ?? 0) + 1;
}
