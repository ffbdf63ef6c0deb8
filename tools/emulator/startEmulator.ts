import { setMaxListeners } from "node:events";
import { type Clock, systemClock } from "../../shared/clock";
import { defaultCaDirectory, type DevelopmentCa, ensureDevelopmentCa } from "../kit/developmentCa";
import { LoopbackServer } from "../kit/LoopbackServer";
import { createEngine, type Engine } from "./createEngine";
import { type Emulator, type EmulatorOptions, environmentOf } from "./Emulator";
import { Faults } from "./faults";
import type { HttpHandler } from "./http/http";
import { requestListener } from "./http/requestListener";
import { RequestCounts, RequestLog } from "./requestLog";
import { serveService } from "./serveService";
import { forEachService, type ServiceName, serviceNames } from "./Service";
import { homePage, liveScript } from "./site/homePage";
import { forPrograms, jwks, noIcon, type Site, withSite } from "./site/site";
import { MemoryStore } from "./store/MemoryStore";
import { openLmdbStore } from "./store/openLmdbStore";
import type { Store } from "./store/Store";
import { EmulatorControl } from "./testSurface/EmulatorControl";
import { testSurfaceHandler } from "./testSurface/testSurface";
import { wellKnown } from "./wellKnown";

const WARNING =
  "The ACS emulator is for development and tests only: its keys are public, and the data it keeps is not protected.";

const EXPOSED = "It listens beyond this machine: whoever reaches its ports can do everything, and read what it keeps.";

const IN_PLAIN =
  "It serves ACS without TLS: whoever is between it and its clients reads their tokens. Not every SDK takes such an address.";

/** With `http`; no SDK sends a token of Entra without TLS, and what the others serve is for these alone. */
const SERVED_IN_PLAIN = { ...forEachService((name) => name === "acs"), testSurface: true };

/**
 * Starts the emulated services, each on a port of its own at `host`, or at the addresses of loopback, with the well-known
 * keys and the connection string in the vault. Rejects when a port is taken; then nothing is left running.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { log = toStandardError, clock = systemClock } = options;
  const ca = options.ca ?? (await ensureDevelopmentCa(defaultCaDirectory(), clock, options.names));
  const store = options.data === undefined ? new MemoryStore() : await openLmdbStore(options.data);
  const { rateLimits = false, after2028 = false, resourceId = wellKnown.resourceId } = options;
  const engine = await createEngine({
    store,
    wallClock: clock,
    entraKeyPem: ca.key,
    rateLimits,
    after2028,
    resourceId,
    acsEndpoint: () => emulator.endpoints.acs,
  });
  const emulator = assemble(engine, { ...options, resourceId, ca, clock, log });
  try {
    await emulator.start();
  } catch (error) {
    await emulator.stop();
    throw error;
  }
  log(WARNING);
  if (options.host !== undefined && !isLoopback(options.host)) {
    log(EXPOSED);
  }
  if (options.http) {
    log(IN_PLAIN);
  }
  return emulator;
}

/** The options, with what has a default filled in. */
interface Chosen extends EmulatorOptions {
  readonly ca: DevelopmentCa;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly resourceId: string;
}

function assemble(engine: Engine, options: Chosen): RunningEmulator {
  const { ca, clock, log, ports, resourceId, names = [], seed = {} } = options;
  const [counts, faults, stopping] = [new RequestCounts(), new Faults(), new AbortController()];
  const requestLog = new RequestLog();
  // Each request that is kept waiting listens for it, however many there are.
  setMaxListeners(0, stopping.signal);
  const around = { counts, requestLog, faults, clock, stopped: stopping.signal };
  const listen = (name: keyof typeof SERVED_IN_PLAIN, handle: HttpHandler): LoopbackServer => {
    const tls = options.http && SERVED_IN_PLAIN[name] ? undefined : ca;
    return new LoopbackServer(tls, requestListener(handle, clock, log), ports?.[name] ?? 0, undefined, options.host);
  };
  const serve = (name: ServiceName, site: Site = noIcon): LoopbackServer => {
    return listen(name, withSite(site, serveService(name, engine.services[name], around)));
  };
  const site: Site = {
    ...noIcon,
    "GET /": ({ headers: { host } }) =>
      homePage({ resourceId, host, emulator, state: control.state(), requests: requestLog.all() }),
    "GET /live.js": liveScript,
    "GET /.well-known/jwks.json": () => jwks(engine.parts.tokenKey),
    "GET /emulator/endpoints": forPrograms(names, () => emulator.endpoints),
    "GET /emulator/identities": forPrograms(names, () => ({ value: control.state().identities })),
    // For the page.
    "DELETE /emulator/faults": forPrograms(names, () => {
      control.clearFaults();
    }),
  };
  const servers = forEachService((name) => (name === "acs" ? serve(name, site) : serve(name)));
  const control = new EmulatorControl({ ...engine.parts, faults, counts, requestLog, servers, seed });
  const testSurface = options.testSurface ? listen("testSurface", testSurfaceHandler(control, names)) : undefined;
  const { store } = engine.parts;
  const emulator = new RunningEmulator({ servers, testSurface, control, store, stopping, caFile: ca.caFile });
  return emulator;
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host);
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What an emulator consists of. */
interface EmulatorParts {
  readonly servers: Readonly<Record<ServiceName, LoopbackServer>>;
  readonly testSurface: LoopbackServer | undefined;
  readonly control: EmulatorControl;
  readonly store: Store;
  /** Ends the waits of delayed requests. */
  readonly stopping: AbortController;
  readonly caFile: string;
}

class RunningEmulator implements Emulator {
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
    return forEachService((name) => this.#parts.servers[name].origin);
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
    await control.prepare();
    for (const name of serviceNames) {
      await servers[name].start();
    }
    await testSurface?.start();
  }

  async stop(): Promise<void> {
    const { servers, testSurface, stopping, store } = this.#parts;
    stopping.abort();
    await Promise.all([...serviceNames.map((name) => servers[name].stop()), testSurface?.stop()]);
    await store.close();
  }
}
