import { resolve } from "node:path";

import type { Clock } from "../../shared/clock";
import { createKeys, type FunctionKeys } from "./access/createKeys";
import { coreApiOf } from "./core/coreApiOf";
import { FunctionApp } from "./core/FunctionApp";
import { loadApp } from "./core/loadApp";
import { provideModule } from "./core/provideModule";
import { type CorsPolicy, parseCorsPolicy } from "./http/cors";
import { type Listener, listen } from "./http/listen";
import { requestListener } from "./http/requestListener";
import type { Site } from "./http/Site";
import { Traffic } from "./http/Traffic";
import type { HostLog } from "./log/HostLog";
import { errorText } from "./log/errorText";
import type { Random } from "./random";
import { reportFunctions } from "./reportFunctions";
import type { AuthLevel } from "./routing/HttpRoute";
import { mapFunctions } from "./routing/mapFunctions";
import { urlOf } from "./routing/urlOf";
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
  /** A comma list of origins, in place of what local.settings.json says. */
  readonly cors?: string | undefined;
  readonly log: HostLog;
  readonly clock: Clock;
  readonly random: Random;
  /** The environment of the app, to which the host adds; `process.env` unless a test gives another one. */
  readonly environment: NodeJS.ProcessEnv;
}

export interface Host {
  /** `http://localhost:PORT` */
  readonly url: string;
  /** The HTTP functions that can be called, in the order in which their routes are tried. */
  readonly functions: readonly HostFunction[];
  /** The functions that wait for a trigger this host does not have. */
  readonly notRun: readonly { readonly name: string; readonly trigger: string }[];
  /** Undefined when no keys are needed. */
  readonly keys: FunctionKeys | undefined;
  /** Takes no more requests, lets those under way finish for up to 10 seconds, and runs the appTerminate hooks. */
  stop(): Promise<void>;
}

export interface HostFunction {
  readonly name: string;
  /** Upper case; empty stands for all. */
  readonly methods: readonly string[];
  /** Without the prefix: `identities/{id}/tokens`. */
  readonly route: string;
  readonly url: string;
  readonly authLevel: AuthLevel;
}

const DEFAULT_PORT = 7071;
const STOP_LIMIT_MS = 10_000;
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
  const skipped = prepareEnvironment(settings, appDirectory, environment);

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
    await listening.then(close, () => undefined);
    throw error;
  }
}

interface SiteParts {
  readonly appDirectory: string;
  readonly routePrefix: string;
  readonly cors: CorsPolicy | undefined;
  readonly traffic: Traffic;
  readonly port: number;
}

async function loadSite({ auth, environment, log, random }: HostOptions, parts: SiteParts): Promise<Site> {
  const { appDirectory, routePrefix, cors, traffic, port } = parts;
  environment["WEBSITE_HOSTNAME"] = `localhost:${port}`;
  process.chdir(appDirectory);
  const app = new FunctionApp();
  provideModule("@azure/functions-core", coreApiOf(app, log));
  await loadApp(appDirectory, app);

  const isDisabled = (name: string) => /^(?:true|1)$/i.test(environment[`AzureWebJobs.${name}.Disabled`] ?? "");
  const functions = mapFunctions(app.functions, { routePrefix, isDisabled });
  reportFunctions(functions, log);
  const names = functions.routes.map(({ name }) => name);
  return {
    app,
    functions,
    cors,
    routePrefix,
    environment,
    log,
    random,
    keys: auth ? createKeys(names, random) : undefined,
    url: `http://localhost:${port}`,
    runInBackground: (work) => {
      traffic.add(work);
    },
  };
}

function hostOf(site: Site, listener: Listener, traffic: Traffic, clock: Clock): Host {
  const { functions, keys, url } = site;
  const enabled = functions.routes.filter(({ isDisabled }) => !isDisabled);
  return {
    url,
    functions: enabled.map((route) => {
      const { name, methods, authLevel } = route;
      return { name, methods, route: route.route, url: urlOf(site, route), authLevel };
    }),
    notRun: functions.notRun.map(({ name, trigger }) => ({ name, trigger })),
    keys,
    stop: () => stop(site, listener, traffic, clock),
  };
}

async function stop({ app, log }: Site, listener: Listener, traffic: Traffic, clock: Clock): Promise<void> {
  for (const server of listener.servers) {
    server.close();
  }
  if (!(await traffic.drained(clock, STOP_LIMIT_MS))) {
    log("warning", "host", `Some requests did not end within ${STOP_LIMIT_MS / 1000} s, and were cut off.`);
  }
  close(listener);
  try {
    await app.runHooks("appTerminate", { appHookData: app.appHookData, hookData: app.appLevelHookData });
  } catch (error) {
    log("error", "host", `An appTerminate hook failed: ${errorText(error)}`);
  }
}

function close({ servers }: Listener): void {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
}
