import { resolve } from "node:path";

import type { Clock } from "../../shared/clock";
import type { Host } from "./Host";
import { hostOf } from "./hostOf";
import { parseCorsPolicy } from "./http/cors";
import { closeListener, listen } from "./http/listen";
import { requestListener } from "./http/requestListener";
import { Traffic } from "./http/Traffic";
import { loadSite } from "./loadSite";
import type { HostLog } from "./log/HostLog";
import type { Random } from "./random";
import { prepareEnvironment } from "./settings/prepareEnvironment";
import { readHostJson } from "./settings/readHostJson";
import { readLocalSettings } from "./settings/readLocalSettings";

export interface HostOptions {
  /** The folder with host.json and package.json. */
  readonly appDirectory: string;
  /** 0 leaves the choice to the system; without it local.settings.json decides, and else it is 7071. */
  readonly port?: number | undefined;
  /** Whether keys are needed. */
  readonly auth: boolean;
  /**
   * Whether the app is run as in Azure where Core Tools would help a developer: it is not told that this is development,
   * and when it does not start it is served without functions.
   */
  readonly asInAzure?: boolean | undefined;
  /** A comma list of origins, in place of what local.settings.json says. */
  readonly cors?: string | undefined;
  readonly log: HostLog;
  readonly clock: Clock;
  readonly random: Random;
  /** The environment of the app, to which the host adds; `process.env` unless a test gives another one. */
  readonly environment: NodeJS.ProcessEnv;
}

const DEFAULT_PORT = 7071;
/** The real host's, in bytes; `FUNCTIONS_REQUEST_BODY_SIZE_LIMIT` sets another one. */
const DEFAULT_BODY_LIMIT = 104_857_600;

/**
 * Starts the Functions app of a folder and serves it on loopback. The app runs in this process: its environment, its
 * working directory and its `require("@azure/functions-core")` are set as the real host sets them, and stay so. A
 * process can therefore start one host, once.
 * @throws StartError when the app, its settings or the port do not allow it.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const { clock, environment, log } = options;
  const appDirectory = resolve(options.appDirectory);
  const { routePrefix } = await readHostJson(appDirectory);
  const settings = await readLocalSettings(appDirectory);
  const cors = parseCorsPolicy(options.cors ?? settings.Host.CORS, settings.Host.CORSCredentials);
  const skipped = prepareEnvironment(settings, { appDirectory, environment, asInAzure: options.asInAzure ?? false });

  const traffic = new Traffic();
  const bodyLimit = Number(environment["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"]) || DEFAULT_BODY_LIMIT;
  const onRequest = requestListener({ site: () => site, traffic, log, clock, bodyLimit });
  const listening = listen(options.port ?? settings.Host.LocalHttpPort ?? DEFAULT_PORT, onRequest);
  const site = listening.then(({ port }) => loadSite(options, { appDirectory, routePrefix, cors, traffic, port }));
  try {
    const host = hostOf(await site, await listening, traffic, clock);
    for (const name of skipped) {
      log("information", "host", `Skipping '${name}' from local settings as it's already defined in the environment.`);
    }
    return host;
  } catch (error) {
    await listening.then(closeListener, () => undefined);
    throw error;
  }
}
