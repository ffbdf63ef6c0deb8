import { setImmediate as nextTurn } from "node:timers/promises";
import { app } from "@azure/functions";
import type { Log } from "./log";
import type { Settings } from "./settings";
import type { UserSettings } from "./userSettings";

/** The services that are loaded ahead. */
export interface LoadedAhead {
  settings: Pick<Settings, "users">;
  openTelemetry: () => Promise<void>;
  connectionStringReader: () => Promise<unknown>;
  connectionStrings: { readAhead: () => Promise<void> };
  acsSdk: () => Promise<unknown>;
  bodies: { issueToken: () => Promise<unknown> };
}

/**
 * What requests need and the start does not: the SDKs and the secret, in the order in which a request needs them. One
 * list, so that it is plain what is loaded before what.
 */
async function loadAhead(services: LoadedAhead): Promise<void> {
  const { openTelemetry, connectionStringReader, connectionStrings, acsSdk, bodies, settings } = services;
  await openTelemetry();
  await connectionStringReader();
  const reading = connectionStrings.readAhead();
  await nextTurn();
  await acsSdk();
  await nextTurn();
  await bodies.issueToken();
  for (const load of settings.users ? userModules(settings.users) : []) {
    await nextTurn();
    await load();
  }
  await reading;
}

function userModules({ methods }: UserSettings): (() => Promise<unknown>)[] {
  return [
    () => import("./directory/tableStorage.js"),
    ...(methods.includes("jwt") ? [() => import("./callers/jwt/callerOfToken.js")] : []),
    ...(methods.includes("easyauth") ? [() => import("./callers/easyauth/callerOfPrincipal.js")] : []),
  ];
}

/**
 * The worker tells the Functions host in the turns after the app has started that it is ready, and then what its
 * functions are. Loading modules in these turns holds that back: with the worker's 3.9.1, one turn adds 130 ms to the
 * start, three add nothing.
 */
const TURNS_OF_THE_WORKER = 3;

/**
 * Begins when the app has started and the worker has said so, so that neither the start nor the first request waits for
 * it. Between its steps the Functions host gets its answers. A request that comes sooner loads what it needs itself, and
 * tells if that fails.
 */
export function loadAheadOnceStarted(services: LoadedAhead, log: Log): void {
  app.hook.appStart(() => {
    void loadAheadLater(services, log);
  });
}

/** Resolves when all is loaded, or the failure logged. */
export async function loadAheadLater(services: LoadedAhead, log: Log): Promise<void> {
  for (let turn = 1; turn <= TURNS_OF_THE_WORKER; turn++) {
    await nextTurn();
  }
  try {
    await loadAhead(services);
  } catch (error) {
    log("error", {
      message: "The modules that requests need could not be loaded in advance; the first request will load them.",
      error,
    });
  }
}
