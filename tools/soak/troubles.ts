import type { Clock } from "../../shared/clock";
import { READ_COOLDOWN_MS } from "../../shared/connection/ConnectionSource";
import type { Fault, ServiceName } from "../emulator/index";
import { foreignReplies } from "../kit/injection";
import type { Random } from "../kit/seededRandom";
import type { Azurite } from "../testbed/azurite/startAzurite";
import type { SteppedClock } from "../testbed/clock/SteppedClock";
import type { Restartable } from "../testbed/Restartable";
import type { TestSurface } from "../testbed/TestSurface";
import type { FaultWindows, Reach } from "./FaultWindows";

/** What can be made to fail. */
export interface Surroundings {
  readonly surface: Pick<TestSurface, "tell">;
  readonly tables: Pick<Restartable<Azurite>, "takeAway" | "bringBack">;
  /** The API's. */
  readonly clock: Pick<SteppedClock, "stepTo">;
  /** Puts the connection string into the vault, with this name of the resource's host. */
  readonly writeSecret: (host: string) => Promise<unknown>;
}

type Act = (around: Surroundings) => unknown;

/** What goes wrong behind the API for a while. */
export interface Trouble {
  /** In a few words, for the report. */
  readonly what: string;
  /** What it reaches, and how long it may be felt there after it was lifted. */
  readonly reaches: readonly { reach: Reach; afterMs: number }[];
  readonly begin: Act;
  readonly end: Act;
}

/**
 * How long a fault may be felt after it was lifted, whatever it was: timers of the API, the emulators and this tool are
 * late by so much on a busy machine. Nothing in the API holds off longer on its own, but for what is added to it below.
 */
const RECOVERY_MS = 500;

export function misbehaves(service: ServiceName, fault: Fault): Trouble {
  const words = Object.entries(fault).map(([name, value]) => `${name} ${String(value)}`);
  return {
    what: `${service} misbehaves: ${words.join(", ")}`,
    reaches: reachesOf(service, fault),
    begin: ({ surface }) => surface.tell("PUT", `/faults/${service}`, fault),
    end: ({ surface }) => surface.tell("DELETE", `/faults/${service}`),
  };
}

function reachesOf(service: ServiceName, { retryAfter = 0, delayMs = 0, status }: Fault = {}): Trouble["reaches"] {
  const holdOffMs = Number(retryAfter) * 1000;
  // A read of the secret that met the trouble ends so late, and then the secret is left alone for the cooldown.
  const secret = { reach: "secret", afterMs: delayMs + holdOffMs + READ_COOLDOWN_MS + RECOVERY_MS } as const;
  // The API waits as Retry-After says before it asks again. A refused key has it read the secret.
  const acs = { reach: "acs", afterMs: holdOffMs + RECOVERY_MS } as const;
  const isRefusal = status === 401 || status === 403;
  return service === "acs" ? [acs, ...(isRefusal ? [secret] : [])] : [secret];
}

function refuses(service: ServiceName): Trouble {
  return {
    what: `${service} refuses connections`,
    reaches: reachesOf(service),
    begin: ({ surface }) => surface.tell("POST", `/listen/${service}`, { listening: false }),
    end: ({ surface }) => surface.tell("POST", `/listen/${service}`, { listening: true }),
  };
}

const vaultForbids: Trouble = {
  what: "keyVault forbids access",
  reaches: reachesOf("keyVault"),
  begin: ({ surface }) => surface.tell("PUT", "/keyVault/access", { allowed: false }),
  end: ({ surface }) => surface.tell("PUT", "/keyVault/access", { allowed: true }),
};

const tablesAway = (["stop", "kill"] as const).map((how): Trouble => ({
  what: `the tables are away, after a ${how}`,
  reaches: [{ reach: "tables", afterMs: RECOVERY_MS }],
  begin: ({ tables }) => tables.takeAway(how),
  end: ({ tables }) => tables.bringBack(),
}));

/** That the one resource has another name from now on is no trouble at all, and excuses nothing. */
const otherNames = ["localhost", "127.0.0.1"].map((host): Trouble => ({
  what: `acs has the name ${host} from now on`,
  reaches: [],
  begin: ({ writeSecret }) => writeSecret(host),
  end: () => undefined,
}));

/** The API's clock is off while something else goes wrong, and right again when that is over: what was noted down by the wrong one must not matter. */
export function whileClockIsOff(minutes: number, meanwhile: Trouble): Trouble {
  return {
    what: `the clock is ${minutes} minutes off, while ${meanwhile.what}`,
    // ACS refuses what is dated more than five minutes wrong, as it refuses a key.
    reaches: [...reachesOf("acs", { status: 401 }), ...meanwhile.reaches],
    begin: async (around) => {
      await around.clock.stepTo(minutes * 60_000);
      await meanwhile.begin(around);
    },
    end: async (around) => {
      await meanwhile.end(around);
      await around.clock.stepTo(0);
    },
  };
}

/** Somebody else answers in ACS's place about single identities, as a gateway does whose rules are wrong. */
function foreignReply(random: Random): Trouble {
  const status = random.pick([404, 404, 404, 410, 401, 403]);
  return misbehaves("acs", { status, foreign: random.pick(foreignReplies), path: "/identities/8:acs:" });
}

function common(service: ServiceName, random: Random): Trouble[] {
  const retryAfter = random.integer(1, 2);
  const faults: Fault[] = [
    { status: 429, retryAfter },
    { status: 500 },
    { status: 503 },
    { status: 503, retryAfter },
    { delayMs: random.integer(200, 1_500) },
    // Longer than one try is given.
    { delayMs: random.integer(3_100, 6_000) },
    { drop: "before" },
  ];
  return [refuses(service), ...faults.map((fault) => misbehaves(service, fault))];
}

const ONLY_OF_ACS: readonly Fault[] = [{ status: 401 }, { status: 429 }, { drop: "after" }];

/** How often each kind is chosen, and what one of it may be. ACS the most often, since each operation needs it. */
const KINDS: readonly (readonly [often: number, of: (random: Random) => readonly Trouble[]])[] = [
  [5, (random) => [...common("acs", random), ...ONLY_OF_ACS.map((fault) => misbehaves("acs", fault))]],
  [2, (random) => [...common("keyVault", random), vaultForbids]],
  [1, (random) => common("managedIdentity", random)],
  [2, () => tablesAway],
  [3, (random) => [foreignReply(random)]],
  [
    2,
    (random) =>
      [misbehaves("acs", { status: 429, retryAfter: 1 }), refuses("keyVault"), foreignReply(random)].flatMap(
        (meanwhile) => [whileClockIsOff(60, meanwhile), whileClockIsOff(-60, meanwhile)],
      ),
  ],
  [1, () => otherNames],
];
const CHOICES = KINDS.flatMap(([often, of]) => Array.from({ length: often }, () => of));

/** The same random numbers give the same troubles. */
export function someTrouble(random: Random): Trouble {
  return random.pick(random.pick(CHOICES)(random));
}

/** One begins every so often. */
const EVERY_MS = 5_000;
const FIRST_AT_MS = 1_000;
const LASTS_MS = [1_500, 2_500] as const;
const HELD_UP_MS = 1_000;

interface Causes {
  readonly around: Surroundings;
  readonly windows: FaultWindows;
  readonly random: Random;
  readonly clock: Clock;
  /** Takes what is done, for the report. */
  readonly note: (what: string) => void;
}

/** Lets one thing behind the API fail after another, until `over`; then all is well again. */
export async function causeTroubles(
  { around, windows, random, clock, note }: Causes,
  over: AbortSignal,
): Promise<void> {
  const started = clock.monotonic();
  const pause = (milliseconds: number) => clock.sleep(Math.max(0, milliseconds), over).catch(() => undefined);
  for (let at = started + FIRST_AT_MS; ; at += EVERY_MS) {
    const trouble = someTrouble(random);
    const lastsMs = random.integer(...LASTS_MS);
    await pause(at - clock.monotonic());
    if (over.aborted) {
      return;
    }
    const from = clock.monotonic();
    // One that was held up by the end of the one before is left out: all is to be well between them.
    if (from < at + HELD_UP_MS) {
      const opened = trouble.reaches.map(({ reach, afterMs }) => ({ close: windows.open(reach, from), afterMs }));
      note(`${trouble.what}, for ${lastsMs} ms`);
      await trouble.begin(around);
      await pause(lastsMs);
      await trouble.end(around);
      for (const { close, afterMs } of opened) {
        close(clock.monotonic() + afterMs);
      }
    }
  }
}
