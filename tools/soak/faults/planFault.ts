import type { Random } from "../seededRandom";
import type { PlannedFault, Trouble } from "./PlannedFault";

/** One begins every so often. */
export const FAULT_EVERY_MS = 5_000;
const FIRST_AT_MS = 1_000;
const LASTS_MS = [1_500, 2_500] as const;

/** ACS first, since each operation needs it. */
const DEPENDENCIES = [
  "acs",
  "acs",
  "acs",
  "acs",
  "acs",
  "keyVault",
  "keyVault",
  "managedIdentity",
  "tables",
  "tables",
] as const;

/** The fault of that number, from 0; the same random numbers give the same faults. */
export function planFault(random: Random, number: number): PlannedFault {
  return {
    atMs: FIRST_AT_MS + number * FAULT_EVERY_MS,
    lastsMs: random.integer(...LASTS_MS),
    trouble: planTrouble(random),
  };
}

function planTrouble(random: Random): Trouble {
  const dependency = random.pick(DEPENDENCIES);
  switch (dependency) {
    case "acs":
      return random.pick([
        { dependency, kind: "refuses connections" },
        ...commonFaults(dependency, random),
        { dependency, kind: "misbehaves", fault: { status: 401 } },
        { dependency, kind: "misbehaves", fault: { status: 429 } },
        { dependency, kind: "misbehaves", fault: { drop: "after" } },
      ]);
    case "keyVault":
      return random.pick([
        { dependency, kind: "refuses connections" },
        { dependency, kind: "forbids access" },
        ...commonFaults(dependency, random),
      ]);
    case "managedIdentity":
      return random.pick([{ dependency, kind: "refuses connections" }, ...commonFaults(dependency, random)]);
    case "tables":
      return random.pick([
        { dependency, kind: "stops" },
        { dependency, kind: "is killed" },
      ]);
  }
}

function commonFaults(dependency: "acs" | "keyVault" | "managedIdentity", random: Random): Trouble[] {
  const retryAfter = random.integer(1, 2);
  return [
    { status: 429, retryAfter },
    { status: 500 },
    { status: 503 },
    { status: 503, retryAfter },
    { delayMs: random.integer(200, 1_500) },
    // Longer than one try is given.
    { delayMs: random.integer(3_100, 6_000) },
    { drop: "before" as const },
  ].map((fault) => ({ dependency, kind: "misbehaves", fault }));
}
