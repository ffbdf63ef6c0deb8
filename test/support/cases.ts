/**
 * How much is run of what takes long: all of it with `CASES=all`, else a part that is another one in each run. Everything
 * else always runs whole.
 */
const runsAll = readCases(process.env["CASES"]);

/** What is run of random cases, none of which is needed more than another. */
const PART = 1 / 10;

/** For people, at the start of a run. */
export const CASES_RUN = runsAll
  ? "CASES=all: every case is run."
  : "Of random cases, long tables and long tests a part is run, drawn by the seed; CASES=all runs them all.";

/** How many of so many random cases to run. */
export function casesOf(all: number): number {
  return runsAll ? all : Math.ceil(all * PART);
}

/** For what one test takes minutes over, and others see the parts of: run with all cases alone. */
export function testOfAllCases(): jest.It {
  return runsAll ? test : test.skip;
}

/** Tests that are long, by these names: all of them, or the one that is drawn, and the others are told as skipped. */
export function testsOneOf<Name extends string>(...names: readonly Name[]): (name: Name) => jest.It {
  const run = drawn(names, () => "one");
  return (name) => (run.includes(name) ? test : test.skip);
}

/** All of them, or one of each kind, drawn by jest's seed: `--seed` brings the same ones again. */
export function drawn<T>(all: readonly T[], kindOf: (each: T) => string): readonly T[] {
  if (runsAll) {
    return all;
  }
  const kinds = [...new Set(all.map(kindOf))];
  return kinds.flatMap((kind, n) => {
    const same = all.filter((each) => kindOf(each) === kind);
    const at = Math.abs(jest.getSeed() + n) % same.length;
    return same.slice(at, at + 1);
  });
}

function readCases(value = ""): boolean {
  if (value !== "" && value !== "all") {
    throw new Error(`CASES must be all, or not be set; it is ${JSON.stringify(value)}.`);
  }
  return value === "all";
}
