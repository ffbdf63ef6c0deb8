import { Client } from "./Client";
import { EmulatorProcess } from "./EmulatorProcess";
import { Probe } from "./probe/Probe";

const AT_ONCE = 8;

/** The emulator that everything in a bench calls: in a process of its own, on any core, with a probe in it. */
export class BenchEmulator {
  readonly #client: Client;

  private constructor(
    readonly process: EmulatorProcess,
    readonly probe: Probe,
  ) {
    const { connectionString, caFile } = process.said;
    this.#client = new Client(connectionString, caFile, AT_ONCE);
  }

  static async start(): Promise<BenchEmulator> {
    const probe = await Probe.listen();
    return new BenchEmulator(await EmulatorProcess.start({ pin: false, environment: probe.environment() }), probe);
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
    this.#client.close();
    await this.process.stop();
    this.probe.stop();
  }
}
