import { readFile } from "node:fs/promises";
import { type Clock, systemClock } from "../../../shared/clock";
import { type Random, seededRandom } from "../../kit/seededRandom";
import { Stage } from "../../testbed/Stage";
import type { HostProcess } from "../../testbed/startHostProcess";
import { TestSurface } from "../../testbed/TestSurface";
import { Caller } from "../Caller";
import { Violations } from "../Violations";
import { Client } from "../walk/Client";
import { Owners } from "../walk/known";
import type { World } from "../walk/World";
import { checkSurvival, orphansIn } from "./checkSurvival";
import { KillableApi } from "./KillableApi";
import type { KillReport } from "./report";

export interface KillOptions {
  runs: number;
  seed: number;
  /** Ends the run before its time. */
  interrupted: AbortSignal;
  /** Called when the clients begin. */
  started: () => void;
}

/** What is killed together with the host. */
interface Victims {
  emulator: boolean;
  tables: boolean;
}

const CLIENTS = 10;
/** How long the clients walk before a kill. */
const WALK_MS = [10, 400] as const;
/** How often the emulator, and the tables, are killed with the host. */
const OTHERS_TOO = 0.25;
const USER_SECONDS = 24 * 3_600;

/** Kills the API again and again. @throws ProcessStartError */
export async function runKills(options: KillOptions, clock: Clock = systemClock): Promise<KillReport> {
  const stage = await startKillStage();
  try {
    return await new Kills(options, stage, clock).report();
  } finally {
    await stage.stop();
  }
}

class Kills {
  readonly #options: KillOptions;
  readonly #stage: KillStage;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #violations = new Violations();
  readonly #owners = new Owners();
  readonly #deleted = new Set<string>();
  readonly #api: KillableApi;
  readonly #surface: TestSurface;
  readonly #orphans = new Set<string>();
  readonly #counts = { kills: 0, withEmulator: 0, withTables: 0 };
  #host: HostProcess | undefined;
  #isOver = false;

  constructor(options: KillOptions, stage: KillStage, clock: Clock) {
    this.#options = options;
    this.#stage = stage;
    this.#clock = clock;
    this.#random = seededRandom(options.seed);
    const { interrupted } = options;
    this.#api = new KillableApi(new Caller({ violations: this.#violations, clock, interrupted }));
    this.#surface = new TestSurface(stage.emulator.service.testSurfaceUrl, stage.ca);
  }

  async report(): Promise<KillReport> {
    const started = this.#clock.monotonic();
    const clients = await this.#clients();
    await this.#startHost();
    this.#options.started();
    while (this.#counts.kills < this.#options.runs && !this.#options.interrupted.aborted) {
      await this.#run(clients);
    }
    this.#surface.close();
    return this.#reportOf((this.#clock.monotonic() - started) / 1000);
  }

  async #run(clients: readonly Client[]): Promise<void> {
    const unansweredBefore = this.#api.unanswered;
    const victims = { emulator: this.#random.chance(OTHERS_TOO), tables: this.#random.chance(OTHERS_TOO) };
    this.#isOver = false;
    await Promise.all([...clients.map((client) => this.#walk(client)), this.#kill(victims)]);
    await Promise.all(this.#othersOf(victims).map((other) => other.bringBack()));
    await this.#startHost();
    if (!this.#options.interrupted.aborted) {
      await Promise.all(clients.map((client, index) => checkSurvival(client, this.#world(index, true))));
      await this.#checkOrphans(clients, this.#api.unanswered - unansweredBefore);
    }
  }

  async #walk(client: Client): Promise<void> {
    while (!this.#isOver) {
      await client.step();
    }
  }

  async #kill(victims: Victims): Promise<void> {
    await this.#clock.sleep(this.#random.integer(...WALK_MS));
    this.#isOver = true;
    this.#api.isBeingKilled();
    this.#counts.kills += 1;
    this.#counts.withEmulator += victims.emulator ? 1 : 0;
    this.#counts.withTables += victims.tables ? 1 : 0;
    await Promise.all([this.#host?.kill(), ...this.#othersOf(victims).map((other) => other.takeAway("kill"))]);
  }

  #othersOf({ emulator, tables }: Victims) {
    return [...(emulator ? [this.#stage.emulator] : []), ...(tables ? [this.#stage.tables] : [])];
  }

  async #startHost(): Promise<void> {
    this.#host = await this.#stage.startHost();
    this.#api.isAt(this.#host);
  }

  /** At most one for each request that was not answered. */
  async #checkOrphans(clients: readonly Client[], unanswered: number): Promise<void> {
    const orphans = orphansIn(await this.#surface.living(), clients).filter((id) => !this.#orphans.has(id));
    for (const id of orphans) {
      this.#orphans.add(id);
    }
    if (orphans.length > unanswered) {
      this.#violations.add(
        `${orphans.length} identities belong to no user, after ${unanswered} requests without an answer.`,
      );
    }
  }

  async #clients(): Promise<Client[]> {
    const exp = Math.floor(this.#clock.now() / 1000) + USER_SECONDS;
    const indices = Array.from({ length: CLIENTS }, (_, index) => index);
    return await Promise.all(
      indices.map(async (index) => {
        const bearer = await this.#stage.provider.tokens.mint({ sub: `user ${index}`, exp });
        return new Client(`client ${index}`, { bearer, keepsIdentity: false }, this.#world(index, false));
      }),
    );
  }

  /** Tokens are looked at in the checks only: while clients walk, the emulator may be killed under them. */
  #world(index: number, looksAtTokens: boolean): World {
    const verdictOn: World["verdictOn"] = (token) =>
      looksAtTokens ? this.#surface.verdictOn(token) : Promise.resolve(undefined);
    const random = seededRandom(this.#options.seed + 1 + index);
    const common = { owners: this.#owners, deleted: this.#deleted, violations: this.#violations };
    return { ask: this.#api.ask, verdictOn, ...common, random };
  }

  #reportOf(seconds: number): KillReport {
    const { acknowledged, cut, unanswered } = this.#api;
    return {
      node: process.version,
      seed: this.#options.seed,
      seconds,
      ...this.#counts,
      acknowledged,
      cut,
      unanswered,
      orphans: this.#orphans.size,
      violations: { count: this.#violations.count, explained: this.#violations.explained },
      verdict: this.#violations.count === 0 ? "all promises kept" : "broken promises",
    };
  }
}

type KillStage = Awaited<ReturnType<typeof startKillStage>>;

/** What the API needs, each in a process of its own that can be killed and started again; the API itself is yet to start. */
async function startKillStage() {
  return await Stage.around(async (stage) => {
    const provider = await stage.users();
    const emulator = await stage.emulatorProcess();
    const tables = await stage.restartableTables();
    const ca = await readFile(stage.ca.caFile, "utf8");
    return { provider, emulator, tables, ca, startHost: () => stage.api({ auth: true }), stop: () => stage.stop() };
  });
}
