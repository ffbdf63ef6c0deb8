import Module, { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { glob } from "fast-glob";
import * as z from "zod";
import { toError } from "../log";
import { readJsonFile } from "../settings";
import { StartError } from "../StartError";
import type { FunctionApp } from "./FunctionApp";

/**
 * Makes `require(id)` give `exports` everywhere in this process, from now on: how the worker provides
 * `@azure/functions-core`, which is no package on disk (its src/setupCoreModule.ts). To be called before any app code is
 * loaded, since `@azure/functions` asks once, and remembers a failure as "test mode".
 */
export function provideModule(id: string, exports: object): void {
  const descriptor = Object.getOwnPropertyDescriptor(Module.prototype, "require");
  const load: unknown = descriptor?.value;
  if (typeof load !== "function") {
    throw new Error("This version of Node.js has no Module.prototype.require to build on.");
  }
  const value = function (this: unknown, ...args: unknown[]): unknown {
    return args[0] === id ? exports : Reflect.apply(load, this, args);
  };
  Object.defineProperty(Module.prototype, "require", { ...descriptor, value });
}

const packageJson = z.object({
  main: z.string('it must name the app\'s entry files, such as "dist/index.js"').min(1),
  type: z.string().optional(),
});

/**
 * Loads the entry files of the app in `directory`, starts it, and ends its registration. In the order of the worker:
 * files (src/startApp.ts), appStart hooks, then the capabilities, which lock `app.setup`.
 * @throws StartError when there is nothing to load, when a file or a hook throws, or when no function was registered.
 */
export async function loadApp(directory: string, app: FunctionApp): Promise<void> {
  const { main, type } = await readJsonFile(directory, "package.json", packageJson);
  const files = await glob(main, { cwd: directory });
  if (files.length === 0) {
    throw new StartError(`No file matches "main" of package.json, ${main}. Has the app been built?`);
  }
  try {
    for (const file of files) {
      await loadFile(join(directory, file), type === "module");
    }
    const { appHookData, appLevelHookData: hookData } = app;
    await app.runHooks("appStart", { appHookData, hookData, functionAppDirectory: directory });
  } catch (error) {
    throw new StartError(`The app did not start: ${toError(error).message}`, error);
  }
  await endRegistration(app, main);
}

async function loadFile(file: string, isModulePackage: boolean): Promise<void> {
  if (file.endsWith(".mjs") || (isModulePackage && !file.endsWith(".cjs"))) {
    await import(pathToFileURL(file).href);
  } else {
    createRequire(file)(file);
  }
}

async function endRegistration(app: FunctionApp, main: string): Promise<void> {
  app.finishStartup();
  if (!app.programmingModel || app.functions.length === 0) {
    throw new StartError(`The app registers no function: nothing in ${main} calls app.http() of @azure/functions v4.`);
  }
  const capabilities = (await app.programmingModel.getCapabilities?.({})) ?? {};
  if ("HttpUri" in capabilities) {
    throw new StartError("This host cannot stream: the app calls app.setup({ enableHttpStream: true }).");
  }
}
