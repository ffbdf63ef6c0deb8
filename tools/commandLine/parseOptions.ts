import { parseArgs, type ParseArgsConfig, types } from "node:util";
import { UsageError } from "./UsageError";

/** Reads options; anything else on the command line is refused. @throws UsageError */
export function parseOptions<const T extends NonNullable<ParseArgsConfig["options"]>>(
  options: T,
  args: readonly string[],
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // Node's messages go on with advice that fits other programs.
    const [fault = ""] = (types.isNativeError(error) ? error.message : String(error)).split(/\.(?:\s|$)|\n/);
    throw new UsageError(fault);
  }
}
