import { CleanUp } from "../testbed/CleanUp";
import { AcsClient } from "./AcsClient";
import { EmulatorProcess } from "./EmulatorProcess";
import { Probe } from "./probe/Probe";

const AT_ONCE = 8;

/** The emulator that everything in a bench calls: in a process of its own, on any core, with a probe in it. */
export class BenchEmulator {
  readonly #client: AcsClient;
  readonly #cleanUp: CleanUp;

  private constructor(
    readonly process: EmulatorProcess,
    readonly probe: Probe,
    cleanUp: CleanUp,
  ) {
    const { connectionString, caFile } = process.said;
    this.#client = new AcsClient(connectionString, caFile, AT_ONCE);
    this.#cleanUp = cleanUp;
    cleanUp.defer(() => {
      this.#client.close();
    });
  }

  static async start(): Promise<BenchEmulator> {
    return await CleanUp.around(async (cleanUp) => {
      const probe = cleanUp.keep(await Probe.listen());
      const emulator = await EmulatorProcess.start({ pin: false, environment: probe.environment() });
      return new BenchEmulator(cleanUp.keep(emulator), probe, cleanUp);
    });
  }

  /** The ids of so many new identities. */
  async createIdentities(count: number): Promise<string[]> {
    const ids: string[] = [];
    let left = count;
    const createAgainAndAgain = async (): Promise<void> => {
      while (left-- > 0) ids.push(await this.#client.createIdentity());
    };
    await Promise.all(Array.from({ length: AT_ONCE }, createAgainAndAgain));
    return ids;
  }

  async stop(): Promise<void> {
    await this.#cleanUp.stop();
  }
}
