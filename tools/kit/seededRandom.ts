/** Chance that repeats itself. */
export interface Random {
  /** From 0 up to 1. */
  next: () => number;
  /** A whole number from `least` to `most`, both among them. */
  integer: (least: number, most: number) => number;
  /** One of them. @throws TypeError when there is none */
  pick: <T>(choices: readonly T[]) => T;
  /** Whether what happens with this probability, 0 to 1, happens now. */
  chance: (probability: number) => boolean;
}

/** The same numbers for the same seed: mulberry32, which is small and even enough to walk by. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return { next, integer, pick: (choices) => picked(choices, next()), chance: (probability) => next() < probability };
}

function picked<T>(choices: readonly T[], at: number): T {
  const found = choices.slice(Math.floor(at * choices.length))[0];
  if (found === undefined) {
    throw new TypeError("There is nothing to pick from.");
  }
  return found;
}
