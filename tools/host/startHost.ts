import { resolve } from "node:path";
import type { Host, HostOptions } from "./Host";
import { hostOf } from "./hostOf";
import { parseCorsPolicy } from "./http/cors";
import { closeListener, listen } from "./http/listen";
import { requestListener } from "./http/requestListener";
import { Traffic } from "./http/Traffic";
import { loadSite } from "./loadSite";
import { prepareEnvironment } from "./settings/prepareEnvironment";
import { readHostJson } from "./settings/readHostJson";
import { readLocalSettings } from "./settings/readLocalSettings";

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
