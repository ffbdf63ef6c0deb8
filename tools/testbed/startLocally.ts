import type { Clock } from "../../shared/clock";
import type { Emulator } from "../emulator/index";
import type { Azurite } from "./azurite/startAzurite";
import { environmentFor } from "./environmentFor";
import { Stage } from "./Stage";
import type { HostOptions, HostProcess } from "./startHostProcess";

export interface LocalOptions extends Partial<HostOptions> {
  /** Whether the emulators' test surface answers under `/emulator/…`. */
  readonly testSurface?: boolean | undefined;
  /** Whether the emulated ACS counts requests, and refuses those beyond its limits. */
  readonly rateLimits?: boolean | undefined;
  /** Whether the app calls ACS as its managed identity, without Key Vault. */
  readonly keyless?: boolean | undefined;
  /** The emulators' clock. */
  readonly clock?: Clock;
  /** Where the development CA is, or is to be made. */
  readonly caDirectory?: string | undefined;
  /** Does something to the emulators before the API starts. */
  readonly prepare?: ((emulator: Emulator) => void | Promise<void>) | undefined;
  /** Modules, named by their whole path, that are loaded into the API before anything else. */
  readonly preload?: readonly string[];
}

/** The API in the development host, with emulators of all that it talks to. */
export interface LocalApi {
  readonly host: HostProcess;
  readonly emulator: Emulator;
  /** The tables of signed-in users; there where USER_AUTH is set. */
  readonly azurite: Azurite | undefined;
  stop(): Promise<void>;
}

/** This project's app, unless told otherwise. @throws ProcessStartError when the API does not start */
export async function startLocally(options: LocalOptions): Promise<LocalApi> {
  const { testSurface = false, rateLimits = false, keyless = false, clock, caDirectory, ...more } = options;
  const { prepare, preload = [], log, ...api } = more;
  return await Stage.around(
    async (stage) => {
      const emulator = await stage.emulator({ testSurface, rateLimits, ...(clock && { clock }) });
      await prepare?.(emulator);
      for (const module of preload) {
        stage.preload(module);
      }
      const isInNeed = needsTables({ ...environmentFor(emulator), ...api.environment });
      const azurite = isInNeed ? await stage.tables() : undefined;
      const environment = {
        ...(keyless && withoutKeys(emulator.endpoints.acs)),
        ...api.environment,
        ...azurite?.environment(),
      };
      // No port is left to local.settings.json here.
      const host = await stage.api({ ...api, port: api.port, environment });
      return { host, emulator, azurite, stop: () => stage.stop() };
    },
    { caDirectory, ...(log && { log }) },
  );
}

/** What an app is set to beside {@link Emulator.environment} to call ACS as its managed identity. */
export function withoutKeys(acsEndpoint: string) {
  // A blank is no address, and does not give way to the one in local.settings.json, as an empty text does.
  return { KEY_VAULT_URL: " ", ACS_ENDPOINT: acsEndpoint };
}

function needsTables({ USER_AUTH, IDENTITY_TABLE_ENDPOINT }: NodeJS.ProcessEnv): boolean {
  return Boolean(USER_AUTH) && !IDENTITY_TABLE_ENDPOINT;
}
