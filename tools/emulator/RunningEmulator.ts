import type { LoopbackServer } from "../kit/LoopbackServer";
import type { Emulator } from "./Emulator";
import { environmentOf } from "./environmentOf";
import { type ServiceName, serviceNames } from "./Service";
import type { Store } from "./store/Store";
import type { EmulatorControl } from "./testSurface/EmulatorControl";
import { wellKnown } from "./wellKnown";

/** What an emulator consists of. */
export interface EmulatorParts {
  readonly servers: Readonly<Record<ServiceName, LoopbackServer>>;
  readonly testSurface: LoopbackServer | undefined;
  readonly control: EmulatorControl;
  readonly store: Store;
  /** Ends the waits of delayed requests. */
  readonly stopping: AbortController;
  readonly caFile: string;
}

export class RunningEmulator implements Emulator {
  readonly #parts: EmulatorParts;
  readonly identityHeader = wellKnown.identityHeader;

  constructor(parts: EmulatorParts) {
    this.#parts = parts;
  }

  get caFile(): string {
    return this.#parts.caFile;
  }

  get control(): EmulatorControl {
    return this.#parts.control;
  }

  get endpoints(): Record<ServiceName, string> {
    const { acs, keyVault, managedIdentity } = this.#parts.servers;
    return { acs: acs.origin, keyVault: keyVault.origin, managedIdentity: managedIdentity.origin };
  }

  get connectionString(): string {
    return this.control.connectionString("primary");
  }

  get testSurfaceUrl(): string | undefined {
    const { testSurface } = this.#parts;
    return testSurface && `${testSurface.origin}/emulator`;
  }

  environment(): Record<string, string> {
    return environmentOf(this);
  }

  /** The ACS emulator first, as its port is part of the connection string that the vault holds. */
  async start(): Promise<void> {
    const { servers, testSurface, control } = this.#parts;
    await servers.acs.start();
    await control.prepareStore();
    await servers.keyVault.start();
    await servers.managedIdentity.start();
    await testSurface?.start();
  }

  async stop(): Promise<void> {
    const { servers, testSurface, stopping, store } = this.#parts;
    stopping.abort();
    await Promise.all([...serviceNames.map((name) => servers[name].stop()), testSurface?.stop()]);
    await store.close();
  }
}
