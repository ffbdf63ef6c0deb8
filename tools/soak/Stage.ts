import { join } from "node:path";
import { systemClock } from "../../shared/clock";
import { SteppedClock } from "../clock/SteppedClock";
import type { Emulator } from "../emulator";
import { IdentityProvider } from "../identityProvider/IdentityProvider";
import { defaultCaDirectory, ensureDevelopmentCa } from "../kit/developmentCa";
import { projectRoot } from "../kit/projectRoot";
import type { HostProcess } from "../start/startHostProcess";
import { type LocalApi, startLocally } from "../start/startLocally";
import { CleanUp } from "../testbed/CleanUp";
import type { HostName } from "./faults/PlannedFault";
import { Tables } from "./faults/Tables";
import { settingsOfUsers } from "./settingsOfUsers";

/** So short that a run sees the secret read again and again, and not only when a key was changed. */
const SECRET_AGE_SECONDS = 2;

/** The API in a process of its own, and all that it needs, for users who sign in as well. */
export class Stage {
  readonly #local: LocalApi;
  readonly #cleanUp: CleanUp;

  private constructor(
    local: LocalApi,
    readonly provider: IdentityProvider,
    readonly tables: Tables,
    /** The API's. */
    readonly clock: SteppedClock,
    cleanUp: CleanUp,
  ) {
    this.#local = local;
    this.#cleanUp = cleanUp;
  }

  /** `log` takes each line of the API's log. @throws HostStartError */
  static async start(log: (line: string) => void): Promise<Stage> {
    return await CleanUp.around(async (cleanUp) => {
      const ca = await ensureDevelopmentCa(defaultCaDirectory(), systemClock);
      const clock = new SteppedClock();
      cleanUp.defer(() => {
        clock.remove();
      });
      const provider = cleanUp.keep(await IdentityProvider.start());
      const tables = await Tables.start(ca);
      cleanUp.defer(() => tables.remove());
      const secretAge = { ACS_CONNECTION_STRING_MAX_AGE_SECONDS: String(SECRET_AGE_SECONDS) };
      const settings = { ...settingsOfUsers(provider), ...tables.environment(), ...secretAge };
      const environment = { ...settings, ...clock.environment, ...watched(clock) };
      const local = cleanUp.keep(await startLocally({ port: 0, auth: true, environment, log }));
      return new Stage(local, provider, tables, clock, cleanUp);
    });
  }

  get host(): HostProcess {
    return this.#local.host;
  }

  get emulator(): Emulator {
    return this.#local.emulator;
  }

  get functionKeys(): { host: string; all: readonly string[] } {
    const { master = "", host = "", functions = {} } = this.host.keys ?? {};
    return { host, all: [master, host, ...Object.values(functions)] };
  }

  /** With the present key, and this name of the resource's host. */
  async writeSecret(host: HostName): Promise<void> {
    const { connectionString, control } = this.emulator;
    await control.setSecret(connectionString.replace(/^(endpoint=https:\/\/)[^:]+/, `$1${host}`));
  }

  async stop(): Promise<void> {
    await this.#cleanUp.stop();
  }
}

/** The host's process tells of its heap among its log lines. */
function watched(clock: SteppedClock): Record<string, string> {
  const module = JSON.stringify(join(projectRoot(), "dist/tools/soak/measure/reportHeap.js"));
  return { NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --require ${module} ${clock.nodeOption}`.trim() };
}
