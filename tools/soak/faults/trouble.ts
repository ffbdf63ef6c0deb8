import { READ_COOLDOWN_MS } from "../../../shared/connectionString/ConnectionStringSource";
import type { Fault } from "../../emulator/index";
import { foreignReplies } from "../../kit/injection";
import type { Random } from "../../kit/seededRandom";
import type { Reach } from "./FaultWindows";

/** The two names that the host of the one resource has. */
export const HOST_NAMES = ["localhost", "127.0.0.1"] as const;

export type HostName = (typeof HOST_NAMES)[number];

/** With an emulated service, as its fault says or with every connection refused. */
export type ServiceTrouble =
  | { dependency: "acs" | "keyVault" | "managedIdentity"; kind: "misbehaves"; fault: Fault }
  | { dependency: "acs" | "keyVault" | "managedIdentity"; kind: "refuses connections" }
  | { dependency: "keyVault"; kind: "forbids access" };

/**
 * What goes wrong: with a service; with the tables; with the API's clock, which is off while something else goes wrong.
 * That the resource has another name from now on is no trouble at all, and excuses nothing.
 */
export type Trouble =
  | ServiceTrouble
  | { dependency: "clock"; kind: "steps"; offsetMs: number; meanwhile: ServiceTrouble }
  | { dependency: "name"; kind: "has another name"; host: HostName }
  | { dependency: "tables"; kind: "stops" | "is killed" };

export interface PlannedFault {
  /** From the start of the run. */
  atMs: number;
  lastsMs: number;
  trouble: Trouble;
}

/**
 * How long a fault may be felt after it was lifted, whatever it was: timers of the API, the emulators and this tool are
 * late by so much on a busy machine. Nothing in the API holds off longer on its own, but for what is added to it below.
 */
export const RECOVERY_MS = 500;

/** What a trouble reaches, and how long it may be felt there after it was lifted. */
export function reachOf(trouble: Trouble): readonly { reach: Reach; afterMs: number }[] {
  if (trouble.dependency === "tables") {
    return [{ reach: "tables", afterMs: RECOVERY_MS }];
  }
  if (trouble.dependency === "name") {
    return [];
  }
  if (trouble.dependency === "clock") {
    // ACS refuses what is dated more than five minutes wrong, as it refuses a key.
    const refusal = { dependency: "acs", kind: "misbehaves", fault: { status: 401 } } as const;
    return [...reachOf(refusal), ...reachOf(trouble.meanwhile)];
  }
  const { retryAfter = 0, delayMs = 0, status } = trouble.kind === "misbehaves" ? trouble.fault : {};
  const holdOffMs = Number(retryAfter) * 1000;
  // A read of the secret that met the trouble ends so late, and then the secret is left alone for the cooldown.
  const secret = { reach: "secret", afterMs: delayMs + holdOffMs + READ_COOLDOWN_MS + RECOVERY_MS } as const;
  if (trouble.dependency !== "acs") {
    return [secret];
  }
  const isRefusal = status === 401 || status === 403;
  // The API waits as Retry-After says before it asks again. A refused key has it read the secret.
  return [{ reach: "acs", afterMs: holdOffMs + RECOVERY_MS }, ...(isRefusal ? [secret] : [])];
}

const FOREIGN_WORDS = { html: "a page", json: "another service's JSON", empty: "nothing" };

/** In a few words, for the report. */
export function describeTrouble(trouble: Trouble): string {
  if (trouble.kind === "steps") {
    const direction = trouble.offsetMs > 0 ? "ahead" : "back";
    return `the clock steps ${Math.abs(trouble.offsetMs) / 60_000} minutes ${direction}, while ${describeTrouble(trouble.meanwhile)}`;
  }
  if (trouble.kind === "has another name") {
    return `acs has the name ${trouble.host} from now on`;
  }
  if (trouble.kind !== "misbehaves") {
    return `${trouble.dependency} ${trouble.kind}`;
  }
  const { status, foreign, retryAfter, delayMs, drop } = trouble.fault;
  const words = [
    ...(status === undefined
      ? []
      : [`answers ${status}${foreign === undefined ? "" : ` with ${FOREIGN_WORDS[foreign]}`}`]),
    ...(retryAfter === undefined ? [] : [`Retry-After ${retryAfter}`]),
    ...(delayMs === undefined ? [] : [`is ${delayMs} ms late`]),
    ...(drop === undefined ? [] : [`drops connections ${drop} acting`]),
  ];
  return `${trouble.dependency} ${words.join(", ")}`;
}

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
