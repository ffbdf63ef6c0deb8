import { parseArgs, type ParseArgsConfig, types } from "node:util";

/** The command line cannot be understood. The message is one line for whoever typed it. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(fault: string) {
    super(`${fault}. See --help.`);
  }
}

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

/** @throws UsageError unless `text` is a whole number from `least`, and to `most` where there is a limit */
export function parseWhole(option: string, text: string, least: number, most?: number): number {
  if (/^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= (most ?? Infinity)) {
    return Number(text);
  }
  throw new UsageError(`${option} must be a whole number from ${least}${most === undefined ? "" : ` to ${most}`}`);
}

/** @throws UsageError unless `text` is a number above 0 */
export function parsePositive(option: string, text: string): number {
  if (/^(?:\d+|\d*\.\d+)$/.test(text) && Number(text) > 0) {
    return Number(text);
  }
  throw new UsageError(`${option} must be a number above 0`);
}

/** 0 lets the system choose. @throws UsageError unless `text` is a number of a port up to `highest` */
export function parsePort(option: string, text: string, highest = 65_535): number {
  return parseWhole(option, text, 0, highest);
}

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

type ErrorClass = new (message: string) => Error;

/**
 * Says in one line why a program ends, and sets its exit code: for a wrong command line, for the kinds that are
 * `expected`, and for a file or folder that cannot be used, with `help`, what to do then. Anything else is a fault of the
 * program, and shown whole.
 */
export function reportFailure(error: unknown, help: string, ...expected: readonly ErrorClass[]): void {
  const isExpected = [UsageError, ...expected].some((kind) => error instanceof kind);
  console.error(isExpected && error instanceof Error ? error.message : (unusablePath(error, help) ?? error));
  process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
}

function unusablePath(error: unknown, help: string): string | undefined {
  if (!(error instanceof Error && "code" in error && "path" in error)) {
    return undefined;
  }
  return `Cannot use ${String(error.path)} (${String(error.code)}). ${help}`;
}
