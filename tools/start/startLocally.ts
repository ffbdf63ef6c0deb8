import { systemClock } from "../../shared/clock";
import { type Azurite, startAzurite } from "../azurite/startAzurite";
import { type Emulator, startEmulator } from "../emulator";
import { defaultCaDirectory, ensureDevelopmentCa } from "../kit/developmentCa";
import { projectRoot } from "../kit/projectRoot";
import { CleanUp } from "../testbed/CleanUp";
import { environmentFor } from "./environmentFor";
import { type HostProcess, startHostProcess } from "./startHostProcess";

export interface LocalOptions {
  /** 0 lets the system choose. Undefined leaves it to local.settings.json, else 7071. */
  port?: number | undefined;
  /** Whether the host asks for function keys, as in Azure. */
  auth?: boolean | undefined;
  /** Whether the API is run as in Azure, and not as in development. */
  asInAzure?: boolean | undefined;
  /** Whether the emulators' test surface answers under `/emulator/…`. */
  testSurface?: boolean | undefined;
  /** Whether the emulated ACS counts requests, and refuses those beyond its limits. */
  rateLimits?: boolean | undefined;
  /** The app to run; this project by default. */
  appDirectory?: string;
  /** Environment variables for the API, over those of this process and the emulators'. */
  environment?: NodeJS.ProcessEnv;
  /** Where the development CA is, or is to be made. */
  caDirectory?: string | undefined;
  /** Does something to the emulators before the API starts. */
  prepare?: ((emulator: Emulator) => void | Promise<void>) | undefined;
  /** Where the API's log lines and the emulators' go. */
  log: (line: string) => void;
}

/** The API in the development host, with emulators of all that it talks to. */
export interface LocalApi {
  readonly host: HostProcess;
  readonly emulator: Emulator;
  /** The tables of signed-in users; there where USER_AUTH is set. */
  readonly azurite: Azurite | undefined;
  stop(): Promise<void>;
}

/** @throws HostStartError when the API does not start */
export async function startLocally(options: LocalOptions): Promise<LocalApi> {
  const { port, auth, asInAzure, testSurface = false, rateLimits, appDirectory = projectRoot(), log } = options;
  const ca = await ensureDevelopmentCa(options.caDirectory ?? defaultCaDirectory(), systemClock);
  return await CleanUp.around(async (cleanUp) => {
    const emulator = cleanUp.keep(await startEmulator({ ca, testSurface, log, ...(rateLimits && { rateLimits }) }));
    await options.prepare?.(emulator);
    const environment = { ...environmentFor(emulator), ...options.environment };
    const azurite = needsTables(environment) ? cleanUp.keep(await startAzurite({ ca })) : undefined;
    const host = cleanUp.keep(
      await startHostProcess({
        appDirectory,
        port,
        auth,
        asInAzure,
        environment: { ...environment, ...azurite?.environment() },
        log,
      }),
    );
    return { host, emulator, azurite, stop: () => cleanUp.stop() };
  });
}

function needsTables({ USER_AUTH, IDENTITY_TABLE_ENDPOINT }: NodeJS.ProcessEnv): boolean {
  return Boolean(USER_AUTH) && !IDENTITY_TABLE_ENDPOINT;
}
