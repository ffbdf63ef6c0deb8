import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator/index";
import { defaultCaDirectory, type DevelopmentCa, ensureDevelopmentCa } from "../kit/developmentCa";
import { projectRoot } from "../kit/projectRoot";
import { type Azurite, startAzurite } from "./azurite/startAzurite";
import { CleanUp } from "./CleanUp";
import { SteppedClock } from "./clock/SteppedClock";
import { environmentFor, NOTHING_OF_AZURE, type Part } from "./environmentFor";
import { FaultProxy } from "./faults/FaultProxy";
import { IdentityProvider } from "./identityProvider/IdentityProvider";
import { Restartable } from "./Restartable";
import { type EmulatorProcess, startEmulatorProcess } from "./startEmulatorProcess";
import { type HostOptions, type HostProcess, startHostProcess } from "./startHostProcess";

interface StageOptions {
  /** Where the development CA is, or is to be made. */
  readonly caDirectory?: string | undefined;
  /** Takes the log lines of the API and the emulator; by default nobody does. */
  readonly log?: (line: string) => void;
}

/** `environment`: over all that the stage knows; `appDirectory`: this project by default; `port`: any by default. */
type ApiOptions = Partial<Omit<HostOptions, "log">>;

/**
 * What runs together: the API in its host, and whatever it talks to. Each part is started by itself, tells those APIs that
 * are started after it where it is, and is stopped with the stage, the last first.
 */
export class Stage {
  readonly ca: DevelopmentCa;
  /** For what else is to be undone when the stage is stopped. */
  readonly cleanUp: CleanUp;
  readonly #log: (line: string) => void;
  readonly #parts: Part[] = [];
  readonly #nodeOptions: string[] = [];

  private constructor(ca: DevelopmentCa, cleanUp: CleanUp, log: (line: string) => void) {
    this.ca = ca;
    this.cleanUp = cleanUp;
    this.#log = log;
  }

  /** Hands `set` an empty stage. When it fails, what has started by then is stopped, and the error goes on. */
  static async around<T>(set: (stage: Stage) => Promise<T>, options: StageOptions = {}): Promise<T> {
    const { caDirectory = defaultCaDirectory(), log = () => undefined } = options;
    const ca = await ensureDevelopmentCa(caDirectory);
    return await CleanUp.around((cleanUp) => set(new Stage(ca, cleanUp, log)));
  }

  /** ACS, Key Vault and the managed identity, in this process. */
  async emulator(options: Omit<EmulatorOptions, "ca" | "log"> = {}): Promise<Emulator> {
    return this.#tell(this.cleanUp.keep(await startEmulator({ ...options, ca: this.ca, log: this.#log })));
  }

  /** The same in a process of its own, which can be taken away. `environment`: over that of this process. */
  async emulatorProcess(environment: Readonly<Record<string, string>> = {}): Promise<Restartable<EmulatorProcess>> {
    const start = (data: string, former?: EmulatorProcess) =>
      startEmulatorProcess({ data, environment, ...(former && { ports: former.ports }) });
    const emulator = this.cleanUp.keep(await Restartable.start(start));
    this.#tell(emulator.service);
    return emulator;
  }

  /** Tables that forget everything at the end. */
  async tables(): Promise<Azurite> {
    return this.#tell(this.cleanUp.keep(await startAzurite({ ca: this.ca })));
  }

  /** Tables that can be taken away. */
  async restartableTables(): Promise<Restartable<Azurite>> {
    const start = (location: string, former?: Azurite) =>
      startAzurite({ ca: this.ca, location, ...(former && { port: former.port }) });
    const tables = this.cleanUp.keep(await Restartable.start(start));
    this.#tell(tables.service);
    return tables;
  }

  /** An identity provider, whose users may ask as often as they can. */
  async users(): Promise<IdentityProvider> {
    const provider = this.#tell(this.cleanUp.keep(await IdentityProvider.start()));
    this.#tell({ environment: () => WITHOUT_LIMITS });
    return provider;
  }

  /** A proxy that passes everything on to `target`, `https://HOST:PORT`, unless told otherwise; tells nobody. */
  async proxyBefore(target: string): Promise<FaultProxy> {
    return this.cleanUp.keep(await FaultProxy.start({ ca: this.ca, target }));
  }

  /** The clocks of the APIs. */
  clock(): SteppedClock {
    const clock = this.#tell(new SteppedClock());
    this.cleanUp.defer(() => {
      clock.remove();
    });
    this.preload(clock.module);
    return clock;
  }

  /** Loads a module, named by its whole path, into the APIs before anything else. */
  preload(module: string): void {
    this.#nodeOptions.push(`--require ${JSON.stringify(module)}`);
  }

  /** @throws ProcessStartError */
  async api({ environment, ...options }: ApiOptions = {}): Promise<HostProcess> {
    const host = await startHostProcess({
      appDirectory: projectRoot(),
      port: 0,
      ...options,
      environment: {
        ...environmentFor(NOTHING_OF_AZURE, ...this.#parts),
        NODE_OPTIONS: [process.env["NODE_OPTIONS"] ?? "", ...this.#nodeOptions].join(" ").trim(),
        ...environment,
      },
      log: this.#log,
    });
    return this.cleanUp.keep(host);
  }

  async stop(): Promise<void> {
    await this.cleanUp.stop();
  }

  #tell<P extends Part>(part: P): P {
    this.#parts.push(part);
    return part;
  }
}

/** Settings with which users may ask, and the API may call ACS, as often as they can. */
export const WITHOUT_LIMITS = {
  MY_TOKENS_PER_MINUTE: "10000",
  MY_SIGN_OUTS_PER_MINUTE: "10000",
  ACS_LIMIT_FACTOR: "100",
};
