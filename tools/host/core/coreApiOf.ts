import type { HostLog } from "../log/HostLog";
import type { FunctionApp } from "./FunctionApp";
import type { CoreApi, ProgrammingModel } from "./functionsCore";

/** The releases whose behaviour this host follows. */
export const WORKER_VERSION = "3.9.1";
export const HOST_VERSION = "4.1037.0";

/** What `require("@azure/functions-core")` gives inside an app. */
export function coreApiOf(app: FunctionApp, log: HostLog): CoreApi {
  return {
    version: WORKER_VERSION,
    hostVersion: HOST_VERSION,
    registerFunction: (metadata, callback) => app.registerFunction(metadata, callback),
    registerHook: (name, callback) => app.registerHook(name, callback),
    setProgrammingModel: (model: ProgrammingModel) => {
      app.programmingModel = model;
    },
    getProgrammingModel: () => app.programmingModel,
    log: (level, category, message) => {
      log(level, category === "user" ? "app" : "system", message);
    },
  };
}
