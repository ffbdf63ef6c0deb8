import type { BindingInfo, FunctionMetadata } from "./functionsCore";

/**
 * The binding that starts a function, and its name; found as the library does it (its utils/isTrigger.ts).
 * @throws Error when there is none.
 */
export function triggerOf({ bindings }: FunctionMetadata): { name: string; binding: BindingInfo } {
  const trigger = Object.entries(bindings).find(([, { type }]) => /trigger$/i.test(type));
  if (!trigger) {
    throw new Error("No trigger binding specified. A function must have a trigger input binding.");
  }
  return { name: trigger[0], binding: trigger[1] };
}
