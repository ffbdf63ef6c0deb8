import { readFile } from "node:fs/promises";
import { systemClock } from "../../../shared/clock";
import { IdentityProvider } from "../../identityProvider/IdentityProvider";
import { defaultCaDirectory, ensureDevelopmentCa } from "../../kit/developmentCa";
import { projectRoot } from "../../kit/projectRoot";
import { environmentFor } from "../../start/environmentFor";
import { type HostProcess, startHostProcess } from "../../start/startHostProcess";
import { CleanUp } from "../../testbed/CleanUp";
import { Tables } from "../faults/Tables";
import { settingsOfUsers } from "../settingsOfUsers";
import { EmulatorProcess } from "./EmulatorProcess";
import type { HostAddress } from "./KillableApi";
import { TestSurface } from "./TestSurface";

/** What is killed together. The host always is. */
export interface Victims {
  emulator: boolean;
  tables: boolean;
}

/** The API and what it needs, each in a process of its own that can be killed and started again. */
export class KillStage {
  readonly provider: IdentityProvider;
  readonly #emulator: EmulatorProcess;
  readonly #tables: Tables;
  readonly #ca: string;
  readonly #cleanUp: CleanUp;
  #host: HostProcess | undefined;
  #surface: TestSurface | undefined;

  private constructor(
    provider: IdentityProvider,
    emulator: EmulatorProcess,
    tables: Tables,
    ca: string,
    cleanUp: CleanUp,
  ) {
    this.provider = provider;
    this.#emulator = emulator;
    this.#tables = tables;
    this.#ca = ca;
    this.#cleanUp = cleanUp;
    cleanUp.defer(() => this.#host?.kill());
    cleanUp.defer(() => {
      this.#closeSurface();
    });
  }

  /** All but the host. */
  static async start(): Promise<KillStage> {
    return await CleanUp.around(async (cleanUp) => {
      const ca = await ensureDevelopmentCa(defaultCaDirectory(), systemClock);
      const provider = cleanUp.keep(await IdentityProvider.start());
      const emulator = await EmulatorProcess.start();
      cleanUp.defer(() => emulator.remove());
      const tables = await Tables.start(ca);
      cleanUp.defer(() => tables.remove());
      return new KillStage(provider, emulator, tables, await readFile(ca.caFile, "utf8"), cleanUp);
    });
  }

  /** The emulator, as long as it is not killed. */
  get surface(): TestSurface {
    this.#surface ??= new TestSurface(this.#emulator.testSurfaceUrl, this.#ca);
    return this.#surface;
  }

  /** @throws HostStartError */
  async startHost(): Promise<HostAddress> {
    const environment = {
      ...environmentFor(this.#emulator),
      ...settingsOfUsers(this.provider),
      ...this.#tables.environment(),
    };
    const common = { appDirectory: projectRoot(), port: 0, auth: true, log: () => undefined };
    this.#host = await startHostProcess({ ...common, environment });
    return { url: this.#host.url, key: this.#host.keys?.host };
  }

  /** Kills the host, and what else is to be, at once. */
  async kill({ emulator, tables }: Victims): Promise<void> {
    await Promise.all([this.#host?.kill(), emulator && this.#emulator.kill(), tables && this.#tables.kill()]);
  }

  /** All but the host, after `kill`. */
  async startAgain({ emulator, tables }: Victims): Promise<void> {
    this.#closeSurface();
    await Promise.all([emulator && this.#emulator.startAgain(), tables && this.#tables.startAgain()]);
  }

  async stop(): Promise<void> {
    await this.#cleanUp.stop();
  }

  #closeSurface(): void {
    this.#surface?.close();
    this.#surface = undefined;
  }
}
