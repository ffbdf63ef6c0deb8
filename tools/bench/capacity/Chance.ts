import { seededRandom } from "../../kit/seededRandom";

/** Two sources of chance, so that users log in at the same moments whatever their apps do afterwards. */
export interface Chance {
  readonly logIns: () => number;
  readonly rest: () => number;
}

export function chanceOf(seed: number): Chance {
  return { logIns: seededRandom(seed).next, rest: seededRandom(~seed).next };
}
