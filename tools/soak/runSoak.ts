import { join } from "node:path";
import { type Clock, systemClock } from "../../shared/clock";
import { parseConnectionString } from "../../shared/connectionString/parseConnectionString";
import { projectRoot } from "../kit/projectRoot";
import { seededRandom } from "../kit/seededRandom";
import { LeakWatch } from "../testbed/LeakWatch";
import { Stage } from "../testbed/Stage";
import type { HostProcess } from "../testbed/startHostProcess";
import { FaultInjector, Journal, rotateKeys } from "./faults/FaultInjector";
import { FaultWindows } from "./faults/FaultWindows";
import type { HostName } from "./faults/trouble";
import { Lateness } from "./measure/Lateness";
import { MemoryWatch } from "./measure/MemoryWatch";
import { latencyOf, type SoakReport } from "./report";
import { SoakApi } from "./SoakApi";
import { Violations } from "./Violations";
import { Client } from "./walk/Client";
import { Owners } from "./walk/known";
import type { World } from "./walk/World";

export interface SoakOptions {
  minutes: number;
  clients: number;
  /** Each client, and what fails, draws from this one's numbers. */
  seed: number;
  /** Ends the run before its time. */
  interrupted: AbortSignal;
  /** Called when the clients begin. */
  started: () => void;
}

const ROTATE_EVERY_MS = 60_000;
/** So that no user has to sign in anew in the last minutes, also by a clock that is an hour wrong. */
const SPARE_SECONDS = 3 * 3_600;

/** So short that a run sees the secret read again and again, and not only when a key was changed. */
const SECRET_AGE_SECONDS = 2;

/** Runs the API, its clients and its faults for a while. @throws ProcessStartError */
export async function runSoak(options: SoakOptions, clock: Clock = systemClock): Promise<SoakReport> {
  const violations = new Violations();
  const leaks = new LeakWatch({ remembers: false });
  const memory = new MemoryWatch(clock);
  const stage = await startStage((line) => {
    if (!memory.take(line)) {
      leaks.saw("log", line);
    }
  });
  try {
    return await new Run(options, { stage, violations, leaks, memory, clock }).report();
  } finally {
    await stage.stop();
  }
}

interface Parts {
  stage: SoakStage;
  violations: Violations;
  leaks: LeakWatch;
  memory: MemoryWatch;
  clock: Clock;
}

class Run {
  readonly #options: SoakOptions;
  readonly #parts: Parts;
  readonly #windows = new FaultWindows();
  readonly #journal = new Journal();
  readonly #lateness: Lateness;
  readonly #api: SoakApi;
  readonly #deleted = new Set<string>();

  constructor(options: SoakOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#lateness = new Lateness(parts.clock);
    const { host } = parts.stage;
    const { interrupted } = options;
    this.#api = new SoakApi({ ...parts, host, windows: this.#windows, lateness: this.#lateness, interrupted });
  }

  async report(): Promise<SoakReport> {
    const { stage, clock, memory } = this.#parts;
    this.#nameSecrets();
    const clients = await this.#clients();
    this.#options.started();
    const started = clock.monotonic();
    const over = this.#over();
    await Promise.all([
      ...clients.map((client) => walk(client, over)),
      this.#injectFaults(over),
      this.#rotateKeys(over),
      memory.watch(stage.host.pid, over),
      this.#lateness.watch(over),
    ]);
    this.#checkDeleted();
    return this.#reportOf((clock.monotonic() - started) / 1000);
  }

  /** Aborted when the time is up, the run is interrupted, or there is no host any more. */
  #over(): AbortSignal {
    const { minutes, interrupted } = this.#options;
    const { stage, violations, clock } = this.#parts;
    const over = new AbortController();
    const end = () => {
      over.abort();
    };
    if (interrupted.aborted) {
      end();
    }
    interrupted.addEventListener("abort", end);
    void clock.sleep(minutes * 60_000, over.signal).then(end, end);
    void stage.host.ended.then((code) => {
      if (!over.signal.aborted) {
        violations.add(`The host's process ended by itself, with exit code ${code}.`);
        end();
      }
    });
    return over.signal;
  }

  async #clients(): Promise<Client[]> {
    const { stage, leaks, clock, violations } = this.#parts;
    const { clients, seed, minutes } = this.#options;
    const owners = new Owners();
    const exp = Math.floor(clock.now() / 1000 + minutes * 60 + SPARE_SECONDS);
    const nbf = Math.floor(clock.now() / 1000 - SPARE_SECONDS);
    const numbers = Array.from({ length: clients }, (_, index) => index + 1);
    return await Promise.all(
      numbers.map(async (number) => {
        const bearer = await stage.provider.tokens.mint({ sub: `user ${number}`, exp, iat: nbf, nbf });
        leaks.secret(bearer);
        const verdictOn: World["verdictOn"] = (token) => Promise.resolve(stage.emulator.control.validateToken(token));
        const random = seededRandom(seed + number);
        const world = { ask: this.#api.ask, verdictOn, owners, deleted: this.#deleted, violations, random };
        return new Client(`client ${number}`, { bearer, keepsIdentity: number % 2 === 0 }, world);
      }),
    );
  }

  async #injectFaults(over: AbortSignal): Promise<void> {
    const { stage, clock } = this.#parts;
    const surroundings = {
      control: stage.emulator.control,
      tables: stage.tables,
      clock: stage.clock,
      writeSecret: (host: HostName) => this.#writeSecret(host),
    };
    const random = seededRandom(this.#options.seed);
    const common = { windows: this.#windows, journal: this.#journal, random, clock };
    await new FaultInjector({ ...common, surroundings }).run(over);
  }

  /** Puts the connection string into the vault, with the present key and this name of the resource's host. */
  async #writeSecret(host: HostName): Promise<void> {
    const { connectionString, control } = this.#parts.stage.emulator;
    await control.setSecret(connectionString.replace(/^(endpoint=https:\/\/)[^:]+/, `$1${host}`));
  }

  /** In a run of less than two minutes once, half-way. */
  async #rotateKeys(over: AbortSignal): Promise<void> {
    const { stage, clock } = this.#parts;
    const everyMs = Math.min(ROTATE_EVERY_MS, (this.#options.minutes * 60_000) / 2);
    const random = seededRandom(this.#options.seed);
    const common = { windows: this.#windows, journal: this.#journal, random, clock };
    const changed = () => {
      this.#nameSecrets();
    };
    await rotateKeys({ ...common, control: stage.emulator.control, everyMs, changed }, over);
  }

  /** An acknowledged deletion is one: the identity does not live. */
  #checkDeleted(): void {
    const { stage, violations } = this.#parts;
    const { identities } = stage.emulator.control.state();
    for (const { id, deleted } of identities) {
      if (!deleted && this.#deleted.has(id)) {
        violations.false204(`The identity ${id} lives, though its deletion was answered 204.`);
      }
    }
  }

  #nameSecrets(): void {
    const { stage, leaks } = this.#parts;
    const { connectionString, identityHeader } = stage.emulator;
    const { accessKey } = parseConnectionString(connectionString);
    for (const secret of [connectionString, accessKey, identityHeader, ...functionKeysOf(stage.host)]) {
      leaks.secret(secret);
    }
  }

  #reportOf(seconds: number): SoakReport {
    const { violations, leaks, memory } = this.#parts;
    const trends = memory.trends;
    if (trends.heap.verdict === "growing") {
      violations.add("The heap of the host's process keeps growing.");
    }
    for (const leak of leaks.leaks()) {
      violations.add(`A secret got out. ${leak}`);
    }
    const { tally, outside, inside, troubled } = this.#api;
    return {
      node: process.version,
      seed: this.#options.seed,
      clients: this.#options.clients,
      seconds,
      requests: tally.total,
      perSecond: tally.total / seconds,
      outcomes: tally.rows(),
      latency: { outside: latencyOf(outside), inside: latencyOf(inside) },
      injected: { count: this.#journal.count, latest: this.#journal.entries },
      worstLatenessMs: this.#lateness.worst,
      troubled,
      memory: trends,
      leaks: { looked: leaks.looked, found: leaks.leaks().length },
      identities: violations.identities,
      violations: { count: violations.count, explained: violations.explained },
      verdict: violations.count === 0 ? "all promises kept" : "broken promises",
    };
  }
}

function functionKeysOf({ keys }: HostProcess): string[] {
  return keys ? [keys.master, keys.host, ...Object.values(keys.functions)] : [];
}

async function walk(client: Client, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await client.step();
  }
}

type SoakStage = Awaited<ReturnType<typeof startStage>>;

/** The API, and all that it needs, for users who sign in as well. `log` takes each line of its log. @throws ProcessStartError */
async function startStage(log: (line: string) => void) {
  return await Stage.around(
    async (stage) => {
      // The host's process tells of its heap among its log lines.
      stage.preload(join(projectRoot(), "dist/tools/soak/measure/reportHeap.js"));
      const clock = stage.clock();
      const provider = await stage.users();
      const tables = await stage.restartableTables();
      const emulator = await stage.emulator();
      const environment = { ACS_CONNECTION_STRING_MAX_AGE_SECONDS: String(SECRET_AGE_SECONDS) };
      const host = await stage.api({ auth: true, environment });
      return { clock, provider, tables, emulator, host, stop: () => stage.stop() };
    },
    { log },
  );
}
