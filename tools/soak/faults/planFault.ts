import { foreignReplies } from "../../kit/injection";
import type { Random } from "../../kit/seededRandom";
import { HOST_NAMES, type PlannedFault, type ServiceTrouble, type Trouble } from "./PlannedFault";

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
  "foreign",
  "foreign",
  "foreign",
  "clock",
  "clock",
  "name",
] as const;

const HOUR_MS = 3_600_000;

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
    case "foreign":
      return foreignReplyOf(random);
    case "clock":
      return {
        dependency,
        kind: "steps",
        offsetMs: random.pick([HOUR_MS, -HOUR_MS]),
        meanwhile: random.pick<ServiceTrouble>([
          { dependency: "acs", kind: "misbehaves", fault: { status: 429, retryAfter: 1 } },
          { dependency: "keyVault", kind: "refuses connections" },
          foreignReplyOf(random),
        ]),
      };
    case "name":
      return { dependency, kind: "has another name", host: random.pick(HOST_NAMES) };
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

/** Somebody else answers in ACS's place about single identities, as a gateway does whose rules are wrong. */
function foreignReplyOf(random: Random): ServiceTrouble {
  const fault = {
    status: random.pick([404, 404, 404, 410, 401, 403]),
    foreign: random.pick(foreignReplies),
    path: "/identities/8:acs:",
  };
  return { dependency: "acs", kind: "misbehaves", fault };
}

function commonFaults(dependency: "acs" | "keyVault" | "managedIdentity", random: Random): ServiceTrouble[] {
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
