import { resolve } from "node:path";
import type { Clock } from "../../shared/clock";
import { withTimeLimit } from "../../shared/deadline";
import type { AuthLevel, FunctionKeys } from "./functionKeys";
import { parseCorsPolicy } from "./http/cors";
import { closeListener, listen, type Listener } from "./http/listen";
import { requestListener } from "./http/requestListener";
import { Traffic } from "./http/Traffic";
import { loadSite, type Site } from "./loadSite";
import { errorText, type HostLog } from "./log";
import { prepareEnvironment } from "./prepareEnvironment";
import type { Random } from "./random";
import { urlOf } from "./routing/mapFunctions";
import { readHostJson, readLocalSettings } from "./settings";

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

/** An app that is being served. */
export interface Host {
  /** `http://localhost:PORT` */
  readonly url: string;
  /** The HTTP functions that can be called, in the order in which their routes are tried. */
  readonly functions: readonly HostFunction[];
  /** The functions that wait for a trigger this host does not have. */
  readonly notRun: readonly { readonly name: string; readonly trigger: string }[];
  /** What loading the app took, in milliseconds. */
  readonly loadMs: number;
  /** Undefined when no keys are needed. */
  readonly keys: FunctionKeys | undefined;
  /** Takes no more requests, lets those under way finish for up to 10 seconds, and runs the appTerminate hooks. */
  stop(): Promise<void>;
  /**
   * Does what the real worker does when the host tells it to end: runs the appTerminate hooks, for as long as the host
   * grants, while requests go on. The process is to exit as soon as it resolves, whatever is under way then.
   */
  endWorker(): Promise<void>;
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
/** The real host's, in bytes; `FUNCTIONS_REQUEST_BODY_SIZE_LIMIT` sets another one. */
const DEFAULT_BODY_LIMIT = 104_857_600;
/** How long requests under way may take when the host stops. */
const STOP_LIMIT_MS = 10_000;
/** What the Functions host grants the worker after its terminate message. */
const TERMINATE_GRANT_MS = 5_000;

/**
 * Starts the Functions app of a folder and serves it on loopback. The app runs in this process: its environment, its
 * working directory and its `require("@azure/functions-core")` are set as the real host sets them, and stay so. A
 * process can therefore start one host, once.
 * @throws StartError when the app, its settings or the port do not allow it.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const { asInAzure = false, clock, environment, log } = options;
  const appDirectory = resolve(options.appDirectory);
  const { routePrefix } = await readHostJson(appDirectory);
  const settings = await readLocalSettings(appDirectory);
  const cors = parseCorsPolicy(options.cors ?? settings.Host.CORS, settings.Host.CORSCredentials);
  const skipped = prepareEnvironment(settings, { appDirectory, environment, asInAzure });

  const traffic = new Traffic();
  const bodyLimit = Number(environment["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"]) || DEFAULT_BODY_LIMIT;
  const onRequest = requestListener({ site: () => site, traffic, log, clock, bodyLimit });
  const listening = listen(options.port ?? settings.Host.LocalHttpPort ?? DEFAULT_PORT, onRequest);
  const site = listening.then(({ port }) => loadSite({ ...options, appDirectory, asInAzure, routePrefix, cors, port }));
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

function hostOf(site: Site, listener: Listener, traffic: Traffic, clock: Clock): Host {
  const { functions, keys, loadMs, url } = site;
  const enabled = functions.routes.filter(({ isDisabled }) => !isDisabled);
  return {
    url,
    functions: enabled.map((one) => {
      const { name, methods, route, authLevel } = one;
      return { name, methods, route, url: urlOf(site, one), authLevel };
    }),
    notRun: functions.notRun.map(({ name, trigger }) => ({ name, trigger })),
    loadMs,
    keys,
    stop: () => stopHost(site, listener, traffic, clock),
    endWorker: () => endWorker(site, clock),
  };
}

async function stopHost({ app, log }: Site, listener: Listener, traffic: Traffic, clock: Clock): Promise<void> {
  for (const server of listener.servers) {
    server.close();
  }
  if (!(await traffic.drained(clock, STOP_LIMIT_MS))) {
    log("warning", "host", `Some requests did not end within ${STOP_LIMIT_MS / 1000} s, and were cut off.`);
  }
  closeListener(listener);
  await runTerminateHooks({ app, log });
}

async function endWorker(site: Pick<Site, "app" | "log">, clock: Clock): Promise<void> {
  try {
    await withTimeLimit(TERMINATE_GRANT_MS, clock, () => runTerminateHooks(site));
  } catch {
    site.log("warning", "host", `The appTerminate hooks did not end within ${TERMINATE_GRANT_MS / 1000} s.`);
  }
}

async function runTerminateHooks({ app, log }: Pick<Site, "app" | "log">): Promise<void> {
  try {
    await app.runHooks("appTerminate", { appHookData: app.appHookData, hookData: app.appLevelHookData });
  } catch (error) {
    log("error", "host", `An appTerminate hook failed: ${errorText(error)}`);
  }
}
