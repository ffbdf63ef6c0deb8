import { inspect, types } from "node:util";

/** Anything can be thrown; what is not an Error becomes one that shows it. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error || types.isNativeError(thrown)) {
    return thrown;
  }
  return new Error(typeof thrown === "string" ? thrown : inspect(thrown, { depth: 0 }));
}
