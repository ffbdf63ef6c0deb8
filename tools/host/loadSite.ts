import { coreApiOf, FunctionApp, type RegisteredFunction } from "./core/FunctionApp";
import type { FunctionMetadata } from "./core/functionsCore";
import { loadApp, provideModule } from "./core/loadApp";
import { createKeys, type FunctionKeys } from "./functionKeys";
import type { CorsPolicy } from "./http/cors";
import { type HostLog, toError } from "./log";
import type { Random } from "./random";
import { type FunctionMap, mapFunctions } from "./routing/mapFunctions";

/** All that is needed to answer a request. */
export interface Site {
  readonly app: FunctionApp;
  readonly functions: FunctionMap;
  /** What loading the app took, in milliseconds. */
  readonly loadMs: number;
  /** Undefined when keys are off. */
  readonly keys: FunctionKeys | undefined;
  readonly cors: CorsPolicy | undefined;
  /** `http://localhost:PORT` */
  readonly url: string;
  readonly routePrefix: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: HostLog;
  readonly random: Random;
}

interface SiteOptions extends Pick<Site, "cors" | "routePrefix" | "environment" | "log" | "random"> {
  readonly appDirectory: string;
  /** Whether keys are needed. */
  readonly auth: boolean;
  /** Whether an app that does not start is served without functions. */
  readonly asInAzure: boolean;
  readonly port: number;
}

/** Loads the app into this process, and gives what is needed to answer requests to it. */
export async function loadSite(options: SiteOptions): Promise<Site> {
  const { appDirectory, auth, port, cors, routePrefix, environment, log, random } = options;
  environment["WEBSITE_HOSTNAME"] = `localhost:${port}`;
  process.chdir(appDirectory);
  const app = new FunctionApp();
  provideModule("@azure/functions-core", coreApiOf(app, log));
  const started = performance.now();
  const registered = await functionsOf(app, options);
  const loadMs = performance.now() - started;
  log("debug", "host", `The app was loaded in ${loadMs.toFixed(1)} ms.`);

  const isDisabled = (name: string) => /^(?:true|1)$/i.test(environment[`AzureWebJobs.${name}.Disabled`] ?? "");
  const functions = mapFunctions(registered, { routePrefix, isDisabled });
  reportFunctions(functions, log);
  const names = functions.routes.map(({ name }) => name);
  return {
    app,
    functions,
    loadMs,
    cors,
    routePrefix,
    environment,
    log,
    random,
    keys: auth ? createKeys(names, random) : undefined,
    url: `http://localhost:${port}`,
  };
}

/**
 * What the app registers. Where an app does not start, the real worker still reports a success, but no function
 * (its src/startApp.ts and FunctionsMetadataHandler.ts keep the error back), and the host answers every call with 404.
 */
async function functionsOf(
  app: FunctionApp,
  { appDirectory, asInAzure, log }: SiteOptions,
): Promise<readonly RegisteredFunction[]> {
  try {
    await loadApp(appDirectory, app);
    return app.functions;
  } catch (error) {
    if (!asInAzure) {
      throw error;
    }
    log("error", "host", `The app is served without functions. ${toError(error).message}`);
    return [];
  }
}

/** Tells what will not run, or not as it would in Azure, and why. */
function reportFunctions({ routes, notRun, inError }: FunctionMap, log: HostLog): void {
  for (const { name, reason } of inError) {
    log("error", "host", `The '${name}' function is in error: ${reason}`);
  }
  for (const { name } of routes.filter(({ isDisabled }) => isDisabled)) {
    log("warning", "host", `Function ${name} is disabled.`);
  }
  for (const { name, trigger } of notRun) {
    log("warning", "host", `Function ${name} has a ${trigger}, which is not run by this host.`);
  }
  for (const { metadata } of [...routes, ...notRun].map(({ target }) => target)) {
    for (const binding of bindingsNotRun(metadata)) {
      log("warning", "host", `Function ${metadata.name} has the binding ${binding}, which is not run by this host.`);
    }
  }
}

/** All but the trigger, and the HTTP reply. */
function bindingsNotRun({ bindings }: FunctionMetadata): string[] {
  return Object.entries(bindings)
    .filter(([, { type }]) => !/trigger$/i.test(type) && type.toLowerCase() !== "http")
    .map(([name, { type }]) => `${name} (${type})`);
}
