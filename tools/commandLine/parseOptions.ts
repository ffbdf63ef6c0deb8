import { parseArgs, type ParseArgsConfig, types } from "node:util";
import { UsageError } from "./UsageError";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Reads options; anything else on the command line is refused. @throws UsageError */
export function parseOptions<const T extends Options>(options: T, args: readonly string[]) {
  return orUsageError(() => parseArgs({ args: [...args], options }).values);
}

/** Reads options, and what stands between them. @throws UsageError */
export function parseArguments<const T extends Options>(options: T, args: readonly string[]) {
  return orUsageError(() => parseArgs({ args: [...args], options, allowPositionals: true }));
}

function orUsageError<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    // Node's messages go on with advice that fits other programs.
    const [fault = ""] = (types.isNativeError(error) ? error.message : String(error)).split(/\.(?:\s|$)|\n/);
    throw new UsageError(fault);
  }
}
