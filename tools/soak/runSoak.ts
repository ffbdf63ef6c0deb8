import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, systemClock } from "../../shared/clock";
import { parseConnectionString } from "../../shared/connection/parseConnectionString";
import { projectRoot } from "../kit/projectRoot";
import { seededRandom } from "../kit/seededRandom";
import { LeakWatch } from "../testbed/LeakWatch";
import { Stage } from "../testbed/Stage";
import { TestSurface } from "../testbed/TestSurface";
import { Api } from "./Api";
import { FaultWindows } from "./FaultWindows";
import { MemoryWatch } from "./memory";
import { KEPT, latencyOf, type SoakReport } from "./report";
import { causeTroubles } from "./troubles";
import { Violations } from "./Violations";
import { Client, orphansIn } from "./walk/Client";
import type { World } from "./walk/World";

export interface SoakOptions {
  /** How long, where nothing is killed. */
  readonly minutes: number;
  /** How often the API is killed; 0 for troubles behind it instead. */
  readonly kills: number;
  readonly clients: number;
  /** Each client, and what fails, draws from this one's numbers. */
  readonly seed: number;
  /** Ends the run before its time. */
  readonly interrupted: AbortSignal;
  /** Called when the clients begin. */
  readonly started: () => void;
  /** Called after each kill, when all is looked at; `part`: of the kills, from 0 to 1. */
  readonly killed?: (part: number) => void;
}

const ROTATE_EVERY_MS = 60_000;
/** So that no user has to sign in anew while it runs, also by a clock that is an hour wrong. */
const SPARE_SECONDS = 24 * 3_600;

/** So short that a run sees the secret read again and again, and not only when a key was changed. */
const SECRET_AGE_SECONDS = 2;

/** How long the clients walk before a kill. */
const WALK_MS = [10, 400] as const;
/** How often the emulator, and the tables, are killed with the API. */
const OTHERS_TOO = 0.25;

/** Of what was injected, so much of the latest is reported. */
const REPORTED = 500;

/** Runs the API, its clients, and what fails, for a while. @throws ProcessStartError */
export async function runSoak(options: SoakOptions, clock: Clock = systemClock): Promise<SoakReport> {
  const leaks = new LeakWatch({ remembers: false });
  const memory = new MemoryWatch();
  const log = (line: string) => {
    if (!memory.take(line)) {
      leaks.saw("log", line);
    }
  };
  return await Stage.around(
    async (stage) => {
      const report = await new Run(options, { ...(await setStage(stage)), leaks, memory, clock }).report();
      await stage.stop();
      return report;
    },
    { log },
  );
}

type Parts = Awaited<ReturnType<typeof setStage>> & { leaks: LeakWatch; memory: MemoryWatch; clock: Clock };

/** What the API needs, in processes of their own that can be killed and started again; the API itself is yet to start. */
async function setStage(stage: Stage) {
  // The host's process tells of its memory among its log lines.
  stage.preload(join(projectRoot(), "dist/tools/soak/reportMemory.js"));
  const apiClock = stage.clock();
  const provider = await stage.users();
  const tables = await stage.restartableTables();
  const emulator = await stage.emulatorProcess();
  const surface = new TestSurface(emulator.service.testSurfaceUrl, await readFile(stage.ca.caFile, "utf8"));
  stage.cleanUp.defer(() => {
    surface.close();
  });
  const environment = { ACS_CONNECTION_STRING_MAX_AGE_SECONDS: String(SECRET_AGE_SECONDS) };
  return { apiClock, provider, tables, emulator, surface, startHost: () => stage.api({ auth: true, environment }) };
}

class Run {
  readonly #options: SoakOptions;
  readonly #parts: Parts;
  readonly #violations = new Violations();
  readonly #windows = new FaultWindows();
  readonly #injected: { seconds: number; what: string }[] = [];
  readonly #api: Api;
  readonly #owners = new Map<string, string>();
  readonly #deleted = new Set<string>();
  readonly #orphans = new Set<string>();
  /** When the clients began. */
  #started = 0;
  /** The latest. */
  #connectionString: string;
  #kills = 0;
  /** Not while the emulator may be killed under whoever asks. */
  #looksAtTokens: boolean;

  constructor(options: SoakOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    const { interrupted, kills } = options;
    this.#api = new Api({ ...parts, windows: this.#windows, violations: this.#violations, interrupted });
    this.#connectionString = parts.emulator.service.connectionString;
    this.#looksAtTokens = kills === 0;
  }

  async report(): Promise<SoakReport> {
    const clients = await this.#clients();
    await this.#startHost();
    this.#options.started();
    this.#started = this.#parts.clock.monotonic();
    const over = new AbortController();
    const watched = this.#api.lateness.watch(over.signal);
    try {
      await (this.#options.kills > 0 ? this.#killAgainAndAgain(clients) : this.#trouble(clients));
    } finally {
      // Else a run that fails would go on looking, and never end.
      over.abort();
      await watched;
    }
    const living = new Set(await this.#parts.surface.living());
    // An acknowledged deletion is one: the identity does not live.
    for (const id of this.#deleted) {
      if (living.has(id)) {
        this.#violations.add(`The identity ${id} lives, though its deletion was answered 204.`, "false 204");
      }
    }
    return this.#reportOf((this.#parts.clock.monotonic() - this.#started) / 1000);
  }

  async #startHost(): Promise<void> {
    const host = await this.#parts.startHost();
    const { identityHeader } = this.#parts.emulator.service;
    const keys = host.keys ? [host.keys.master, host.keys.host, ...Object.values(host.keys.functions)] : [];
    this.#nameSecrets(identityHeader, ...keys, ...secretsOf(this.#connectionString));
    this.#api.host = host;
  }

  #nameSecrets(...secrets: readonly string[]): void {
    for (const secret of secrets) {
      this.#parts.leaks.secret(secret);
    }
  }

  async #clients(): Promise<Client[]> {
    const { provider, clock, surface } = this.#parts;
    const { clients, seed, minutes } = this.#options;
    const exp = Math.floor(clock.now() / 1000 + minutes * 60 + SPARE_SECONDS);
    const nbf = Math.floor(clock.now() / 1000 - SPARE_SECONDS);
    const world: Omit<World, "random"> = {
      ask: this.#api.ask,
      verdictOn: (token) => (this.#looksAtTokens ? surface.verdictOn(token) : Promise.resolve(undefined)),
      owners: this.#owners,
      deleted: this.#deleted,
      violations: this.#violations,
    };
    const numbers = Array.from({ length: clients }, (_, index) => index + 1);
    return await Promise.all(
      numbers.map(async (number) => {
        const bearer = await provider.tokens.mint({ sub: `user ${number}`, exp, iat: nbf, nbf });
        this.#nameSecrets(bearer);
        const random = seededRandom(seed + number);
        return new Client(`client ${number}`, { bearer, keepsIdentity: number % 2 === 0 }, { ...world, random });
      }),
    );
  }

  /** Lets what is behind the API fail now and then. */
  async #trouble(clients: readonly Client[]): Promise<void> {
    const { surface, tables, apiClock, clock } = this.#parts;
    const over = this.#over();
    const writeSecret = (host: string) => {
      const value = this.#connectionString.replace(/^(endpoint=https:\/\/)[^:]+/, `$1${host}`);
      return surface.tell("PUT", "/keyVault/secret", { value });
    };
    const random = seededRandom(this.#options.seed);
    const around = { surface, tables, clock: apiClock, writeSecret };
    const note = this.#note.bind(this);
    await Promise.all([
      ...clients.map((client) => walk(client, over)),
      causeTroubles({ around, windows: this.#windows, random, clock, note }, over),
      this.#rotateKeys(over),
    ]);
  }

  /** Aborted when the time is up, the run is interrupted, or there is no host any more. */
  #over(): AbortSignal {
    const { minutes, interrupted } = this.#options;
    const over = new AbortController();
    const end = () => {
      over.abort();
    };
    void this.#parts.clock.sleep(minutes * 60_000, interrupted).then(end, end);
    void this.#api.host?.ended.then((code) => {
      if (!over.signal.aborted) {
        this.#violations.add(`The host's process ended by itself, with exit code ${code}.`);
        end();
      }
    });
    return over.signal;
  }

  /** In a run of less than two minutes once, half-way. */
  async #rotateKeys(over: AbortSignal): Promise<void> {
    const { surface, clock } = this.#parts;
    const everyMs = Math.min(ROTATE_EVERY_MS, (this.#options.minutes * 60_000) / 2);
    const random = seededRandom(this.#options.seed);
    for (;;) {
      await clock.sleep(everyMs, over).catch(() => undefined);
      if (over.aborted) {
        return;
      }
      const name = random.pick(["primary", "secondary"] as const);
      this.#windows.rotated(clock.monotonic());
      this.#note(`the ${name} access key changes`);
      this.#connectionString = await surface.regenerateKey(name);
      this.#nameSecrets(...secretsOf(this.#connectionString));
    }
  }

  /** Kills the API again and again while the clients walk, and looks each time whether all is as it told them. */
  async #killAgainAndAgain(clients: readonly Client[]): Promise<void> {
    const { kills, interrupted, seed, killed = () => undefined } = this.#options;
    const random = seededRandom(seed);
    while (this.#kills < kills && !interrupted.aborted) {
      const untoldBefore = this.#api.untold;
      const over = new AbortController();
      const walks = clients.map((client) => walk(client, over.signal));
      await this.#parts.clock.sleep(random.integer(...WALK_MS));
      over.abort();
      await this.#kill({ emulator: random.chance(OTHERS_TOO), tables: random.chance(OTHERS_TOO) });
      await Promise.all(walks);
      await this.#startHost();
      this.#looksAtTokens = true;
      await Promise.all(clients.map((client) => client.checkSurvival()));
      this.#looksAtTokens = false;
      this.#noteOrphans(orphansIn(await this.#parts.surface.living(), clients), this.#api.untold - untoldBefore);
      killed(this.#kills / kills);
    }
  }

  /** With what is behind it, which comes back. */
  async #kill(others: { emulator: boolean; tables: boolean }): Promise<void> {
    const { emulator, tables } = this.#parts;
    const { host } = this.#api;
    this.#api.host = undefined;
    this.#kills += 1;
    this.#note(
      `the API is killed${others.emulator ? ", and the emulator" : ""}${others.tables ? ", and the tables" : ""}`,
    );
    const victims = [...(others.emulator ? [emulator] : []), ...(others.tables ? [tables] : [])];
    await Promise.all([host?.kill(), ...victims.map((victim) => victim.takeAway("kill"))]);
    await Promise.all(victims.map((victim) => victim.bringBack()));
  }

  /** At most one for each request that was not answered. */
  #noteOrphans(orphans: readonly string[], untold: number): void {
    const found = orphans.filter((id) => !this.#orphans.has(id));
    for (const id of found) {
      this.#orphans.add(id);
    }
    if (found.length > untold) {
      this.#violations.add(`${found.length} identities belong to no user, after ${untold} requests without an answer.`);
    }
  }

  #note(what: string): void {
    this.#injected.push({ seconds: (this.#parts.clock.monotonic() - this.#started) / 1000, what });
  }

  #reportOf(seconds: number): SoakReport {
    const { leaks, memory } = this.#parts;
    const { seed, clients } = this.#options;
    const violations = this.#violations;
    const { outcomes, outside, inside, troubled, untold, lateness } = this.#api;
    const trends = memory.trends;
    if (trends.heap.verdict === "growing") {
      violations.add("The heap of the host's process keeps growing.");
    }
    for (const leak of leaks.leaks()) {
      violations.add(`A secret got out. ${leak}`);
    }
    return {
      node: process.version,
      seed,
      clients,
      seconds,
      requests: [...outcomes.values()].reduce((total, count) => total + count, 0),
      outcomes: Object.fromEntries([...outcomes].sort()),
      latency: { outside: latencyOf(outside), inside: latencyOf(inside) },
      injected: { count: this.#injected.length, latest: this.#injected.slice(-REPORTED) },
      worstLatenessMs: lateness.worst,
      troubled,
      kills: this.#kills,
      untold: { requests: untold, identities: this.#orphans.size },
      memory: trends,
      leaks: { looked: leaks.looked, found: leaks.leaks().length },
      identities: { lost: violations.countOf("identity lost"), false204s: violations.countOf("false 204") },
      violations: { count: violations.count, explained: violations.explained },
      verdict: violations.count === 0 ? KEPT : "broken promises",
    };
  }
}

function secretsOf(connectionString: string): string[] {
  return [connectionString, parseConnectionString(connectionString).accessKey];
}

async function walk(client: Client, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await client.step();
  }
}
