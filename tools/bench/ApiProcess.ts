import { projectRoot } from "../kit/projectRoot";
import { CleanUp } from "../testbed/CleanUp";
import { environmentFor } from "../testbed/environmentFor";
import { type HostProcess, startHostProcess } from "../testbed/startHostProcess";
import type { EmulatorProcess } from "./EmulatorProcess";
import { Probe } from "./probe/Probe";

interface ApiOptions {
  /** Settings over the usual ones. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Another app; this API by default. */
  readonly appDirectory?: string;
}

/** This API in the development host, in a process of its own with a probe in it. */
export class ApiProcess {
  readonly #host: HostProcess;
  readonly #cleanUp: CleanUp;

  private constructor(
    host: HostProcess,
    readonly probe: Probe,
    cleanUp: CleanUp,
  ) {
    this.#host = host;
    this.#cleanUp = cleanUp;
  }

  /** @throws ProcessStartError */
  static async start(
    emulator: EmulatorProcess,
    { environment, appDirectory = projectRoot() }: ApiOptions = {},
  ): Promise<ApiProcess> {
    return await CleanUp.around(async (cleanUp) => {
      const probe = cleanUp.keep(await Probe.listen());
      const host = await startHostProcess({
        appDirectory,
        port: 0,
        environment: { ...environmentFor(emulator), ...environment, ...probe.environment() },
        log: () => undefined,
      });
      return new ApiProcess(cleanUp.keep(host), probe, cleanUp);
    });
  }

  /** `http://localhost:PORT/api`; by address, so that a client need not look it up for each connection. */
  get url(): string {
    return `${this.#host.url.replace("localhost", "127.0.0.1")}/api`;
  }

  async stop(): Promise<void> {
    await this.#cleanUp.stop();
  }
}
