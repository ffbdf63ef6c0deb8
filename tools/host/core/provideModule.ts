import Module from "node:module";

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
