import type { FunctionMetadata } from "./core/functionsCore";
import type { HostLog } from "./log/HostLog";
import type { FunctionMap } from "./routing/mapFunctions";

/** Tells what will not run, or not as it would in Azure, and why. */
export function reportFunctions({ routes, notRun, inError }: FunctionMap, log: HostLog): void {
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
