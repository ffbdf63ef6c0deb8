import { systemClock } from "../../shared/clock";
import { defaultCaDirectory, ensureDevelopmentCa } from "../ca";
import { type Emulator, startEmulator } from "../emulator";
import { projectRoot } from "../projectRoot";
import { environmentFor } from "./environmentFor";
import { type HostProcess, startHostProcess } from "./startHostProcess";

export interface LocalOptions {
  /** 0 lets the system choose. Undefined leaves it to local.settings.json, else 7071. */
  port?: number | undefined;
  /** Whether the host asks for function keys, as in Azure. */
  auth?: boolean | undefined;
  /** Whether the emulators' test surface answers under `/emulator/…`. */
  testSurface?: boolean | undefined;
  /** The app to run; this project by default. */
  appDirectory?: string;
  /** Environment variables for the API, over those of this process and the emulators'. */
  environment?: NodeJS.ProcessEnv;
  /** Does something to the emulators before the API starts. */
  prepare?: ((emulator: Emulator) => void | Promise<void>) | undefined;
  /** Where the API's log lines and the emulators' go. */
  log: (line: string) => void;
}

/** The API in the development host, with emulators of all that it talks to. */
export interface LocalApi {
  readonly host: HostProcess;
  readonly emulator: Emulator;
  stop(): Promise<void>;
}

/** @throws HostStartError when the API does not start */
export async function startLocally(options: LocalOptions): Promise<LocalApi> {
  const { port, auth, testSurface = false, appDirectory = projectRoot(), log } = options;
  const ca = await ensureDevelopmentCa(defaultCaDirectory(), systemClock);
  const emulator = await startEmulator({ ca, testSurface, log });
  try {
    await options.prepare?.(emulator);
    const host = await startHostProcess({
      appDirectory,
      port,
      auth,
      environment: { ...environmentFor(emulator), ...options.environment },
      log,
    });
    return {
      host,
      emulator,
      stop: async () => {
        await host.stop();
        await emulator.stop();
      },
    };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}
