import { setImmediate as nextTurn } from "node:timers/promises";
import { app } from "@azure/functions";
import type { Log } from "./log";
import type { Services } from "./services";
import type { UserSettings } from "./userSettings";

/**
 * What requests need and the start does not: the SDKs and the secret, in the order in which a request needs them. One
 * list, so that it is plain what is loaded before what.
 */
async function loadAhead(services: Services): Promise<void> {
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
 * Begins when the app has started, so that neither the start nor the first request waits for it. Between its steps the
 * Functions host gets its answers. A request that comes sooner loads what it needs itself, and tells if that fails.
 */
export function loadAheadOnceStarted(services: Services, log: Log): void {
  app.hook.appStart(() => {
    setImmediate(() => {
      loadAhead(services).catch((error: unknown) => {
        log("error", { message: "What requests need cannot be loaded ahead of the first one.", error });
      });
    });
  });
}
