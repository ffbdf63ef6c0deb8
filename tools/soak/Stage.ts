import { join } from "node:path";
import { systemClock } from "../../shared/clock";
import { defaultCaDirectory, ensureDevelopmentCa } from "../ca";
import type { Emulator } from "../emulator";
import { IdentityProvider } from "../identityProvider/IdentityProvider";
import { projectRoot } from "../projectRoot";
import type { HostProcess } from "../start/startHostProcess";
import { type LocalApi, startLocally } from "../start/startLocally";
import { Tables } from "./faults/Tables";
import { settingsOfUsers } from "./settingsOfUsers";

/** So short that a run sees the secret read again and again, and not only when a key was changed. */
const SECRET_AGE_SECONDS = 2;

/** The API in a process of its own, and all that it needs, for users who sign in as well. */
export class Stage {
  readonly #local: LocalApi;
  readonly provider: IdentityProvider;
  readonly tables: Tables;

  private constructor(local: LocalApi, provider: IdentityProvider, tables: Tables) {
    this.#local = local;
    this.provider = provider;
    this.tables = tables;
  }

  /** `log` takes each line of the API's log. @throws HostStartError */
  static async start(log: (line: string) => void): Promise<Stage> {
    const ca = await ensureDevelopmentCa(defaultCaDirectory(), systemClock);
    const provider = await IdentityProvider.start();
    const tables = await Tables.start(ca);
    try {
      const secretAge = { ACS_CONNECTION_STRING_MAX_AGE_SECONDS: String(SECRET_AGE_SECONDS) };
      const environment = { ...settingsOfUsers(provider), ...tables.environment(), ...secretAge, ...watched() };
      return new Stage(await startLocally({ port: 0, auth: true, environment, log }), provider, tables);
    } catch (error) {
      await tables.remove();
      await provider.stop();
      throw error;
    }
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

  async stop(): Promise<void> {
    await this.#local.stop();
    await this.tables.remove();
    await this.provider.stop();
  }
}

/** The host's process tells of its heap among its log lines. */
function watched(): Record<string, string> {
  const module = JSON.stringify(join(projectRoot(), "dist/tools/soak/measure/reportHeap.js"));
  return { NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --require ${module}`.trim() };
}
