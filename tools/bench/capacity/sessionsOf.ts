import type { Chance } from "./Chance";
import { normal } from "./normal";
import type { Scenario } from "./Scenario";

export const DAY_SECONDS = 86_400;

/** 9:00. */
export const PEAK_SECONDS = 9 * 3600;

/** While an app is open, in seconds from the first midnight. */
export interface Session {
  readonly from: number;
  readonly to: number;
}

/** When one user has the app open. The first session of a day begins with the log-in, the others at any time after it. */
export function sessionsOf(scenario: Scenario, chance: Chance): Session[] {
  const sessions: Session[] = [];
  const end = scenario.days * DAY_SECONDS;
  for (let midnight = 0; midnight < end; midnight += DAY_SECONDS) {
    const offset = normal(chance.logIns) * scenario.spreadMinutes * 60;
    let from = midnight + Math.max(0, PEAK_SECONDS + offset);
    const close = Math.min(end, from + scenario.openHours * 3600);
    for (const start of laterStarts(from, close, scenario, chance)) {
      sessions.push({ from, to: start });
      from = start;
    }
    sessions.push({ from, to: close });
  }
  return sessions;
}

/** Later starts make no difference to an app that keeps its token. */
function laterStarts(logIn: number, close: number, scenario: Scenario, chance: Chance): readonly number[] {
  if (scenario.refresh !== "start") {
    return [];
  }
  const starts = Array.from({ length: scenario.startsPerDay - 1 }, () => logIn + chance.rest() * (close - logIn));
  return starts.sort((a, b) => a - b);
}
