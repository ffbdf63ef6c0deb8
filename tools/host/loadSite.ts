import { createKeys } from "./access/createKeys";
import { coreApiOf } from "./core/coreApiOf";
import { FunctionApp, type RegisteredFunction } from "./core/FunctionApp";
import { loadApp } from "./core/loadApp";
import { provideModule } from "./core/provideModule";
import type { HostOptions } from "./Host";
import type { CorsPolicy } from "./http/cors";
import type { Site } from "./http/Site";
import type { Traffic } from "./http/Traffic";
import { toError } from "./log/toError";
import { reportFunctions } from "./reportFunctions";
import { mapFunctions } from "./routing/mapFunctions";

interface SiteParts {
  readonly appDirectory: string;
  readonly routePrefix: string;
  readonly cors: CorsPolicy | undefined;
  readonly traffic: Traffic;
  readonly port: number;
}

/** Loads the app into this process, and gives what is needed to answer requests to it. */
export async function loadSite(options: HostOptions, parts: SiteParts): Promise<Site> {
  const { auth, environment, log, random } = options;
  const { appDirectory, routePrefix, cors, traffic, port } = parts;
  environment["WEBSITE_HOSTNAME"] = `localhost:${port}`;
  process.chdir(appDirectory);
  const app = new FunctionApp();
  provideModule("@azure/functions-core", coreApiOf(app, log));
  const started = performance.now();
  const registered = await functionsOf(app, appDirectory, options);
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
    runInBackground: (work) => {
      traffic.add(work);
    },
  };
}

/**
 * What the app registers. Where an app does not start, the real worker still reports a success, but no function
 * (its src/startApp.ts and FunctionsMetadataHandler.ts keep the error back), and the host answers every call with 404.
 */
async function functionsOf(
  app: FunctionApp,
  directory: string,
  { asInAzure = false, log }: HostOptions,
): Promise<readonly RegisteredFunction[]> {
  try {
    await loadApp(directory, app);
    return app.functions;
  } catch (error) {
    if (!asInAzure) {
      throw error;
    }
    log("error", "host", `The app is served without functions. ${toError(error).message}`);
    return [];
  }
}
