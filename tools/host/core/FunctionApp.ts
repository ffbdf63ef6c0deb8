import type { HostLog } from "../log";
import type {
  CoreApi,
  Disposable,
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  ProgrammingModel,
} from "./functionsCore";

/** The releases whose behaviour this host follows. */
const WORKER_VERSION = "3.9.1";
export const HOST_VERSION = "4.1037.0";

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

const HOOKS = ["appStart", "appTerminate", "preInvocation", "postInvocation"] as const;
type HookName = (typeof HOOKS)[number];

/** What an app has registered while its files were loaded. */
export class FunctionApp {
  /** Shared by all hooks of the app, as hooks know it. */
  readonly appHookData: Record<string, unknown> = {};
  /** Shared by appStart and appTerminate hooks. */
  readonly appLevelHookData: Record<string, unknown> = {};
  programmingModel: ProgrammingModel | undefined;
  readonly #functions = new Map<string, RegisteredFunction>();
  readonly #hooks = new Map<HookName, Set<HookCallback>>(HOOKS.map((name) => [name, new Set()]));
  #hasStarted = false;

  get functions(): readonly RegisteredFunction[] {
    return [...this.#functions.values()];
  }

  /** @throws Error when the app has started, or the name is taken; in the words of the worker's registerFunction.ts. */
  registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
    if (this.#hasStarted) {
      throw new Error("A function can only be registered during app startup.");
    }
    const functionId = metadata.functionId ?? metadata.name;
    if (this.#functions.has(functionId)) {
      throw new Error(`A function with id "${functionId}" has already been registered.`);
    }
    this.#functions.set(functionId, { metadata: { ...metadata, functionId }, callback });
    return { dispose: () => this.#functions.delete(functionId) };
  }

  /** @throws RangeError for an unknown hook; the library tells from its marks that the host is too old for log hooks. */
  registerHook(name: string, callback: HookCallback): Disposable {
    const known = HOOKS.find((hook) => hook === name);
    const callbacks = known && this.#hooks.get(known);
    if (!callbacks) {
      throw Object.assign(new RangeError(`Unrecognized hook "${name}"`), { isAzureFunctionsSystemError: true });
    }
    callbacks.add(callback);
    return { dispose: () => callbacks.delete(callback) };
  }

  /** From here on nothing more can be registered. */
  finishStartup(): void {
    this.#hasStarted = true;
  }

  /** Runs the hooks one after the other, in the order of their registration; the first that throws ends the run. */
  async runHooks(name: HookName, context: object): Promise<void> {
    for (const callback of [...(this.#hooks.get(name) ?? [])]) {
      await callback(context);
    }
  }
}

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
