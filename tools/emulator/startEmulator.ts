import { systemClock } from "../../shared/clock";
import { createEngine, type Engine, type EngineOptions } from "./createEngine";
import type { Emulator, EmulatorOptions } from "./Emulator";
import { Faults } from "./faults/Faults";
import { LoopbackServer } from "./http/LoopbackServer";
import { requestListener } from "./http/requestListener";
import { RequestCounts } from "./RequestCounts";
import { RunningEmulator } from "./RunningEmulator";
import { serveWithFaults } from "./serveWithFaults";
import type { ServiceName } from "./Service";
import { jwks } from "./site/jwks";
import { type Site, withSite } from "./site/withSite";
import { openLmdbStore } from "./store/openLmdbStore";
import { MemoryStore } from "./store/MemoryStore";
import type { Store } from "./store/Store";
import { EmulatorControl } from "./testSurface/EmulatorControl";
import { testSurfaceHandler } from "./testSurface/testSurfaceHandler";

const WARNING =
  "The ACS emulator is for development and tests only: its keys are public, and what it holds is not protected.";

/**
 * Starts the emulated services, each on a port of its own on loopback, with the well-known keys and the connection
 * string in the vault. Rejects when a port is taken; then nothing is left running.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const log = options.log ?? toStandardError;
  const store = options.data === undefined ? new MemoryStore() : await openLmdbStore(options.data);
  const emulator = assemble(await createEngine(engineOptions(store, options)), options, log);
  try {
    await emulator.start();
  } catch (error) {
    await emulator.stop();
    throw error;
  }
  log(WARNING);
  return emulator;
}

function engineOptions(store: Store, { clock = systemClock, ca, rateLimits = false }: EmulatorOptions): EngineOptions {
  return { store, wallClock: clock, entraKeyPem: ca.key, rateLimits };
}

function assemble(engine: Engine, options: EmulatorOptions, log: (line: string) => void): RunningEmulator {
  const { ca, clock = systemClock, ports } = options;
  const [counts, faults, stopping] = [new RequestCounts(), new Faults(), new AbortController()];
  const around = { counts, faults, clock, stopped: stopping.signal };
  const serve = (name: ServiceName, site: Site = {}): LoopbackServer => {
    const handle = withSite(site, serveWithFaults(name, engine.services[name], around));
    return new LoopbackServer(ca, requestListener(handle, clock, log), ports?.[name] ?? 0);
  };
  const site = { "/.well-known/jwks.json": () => jwks(engine.parts.tokenKey) };
  const servers = { acs: serve("acs", site), keyVault: serve("keyVault"), managedIdentity: serve("managedIdentity") };
  const control = new EmulatorControl({ ...engine.parts, faults, counts, servers });
  const testSurface = options.testSurface
    ? new LoopbackServer(ca, requestListener(testSurfaceHandler(control), clock, log), ports?.testSurface ?? 0)
    : undefined;
  return new RunningEmulator({ servers, testSurface, control, store: engine.parts.store, stopping, caFile: ca.caFile });
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
