import { UsageError } from "./UsageError";

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
  if (!(error instanceof Error && "code" in error && "path" in error)) return undefined;
  return `Cannot use ${String(error.path)} (${String(error.code)}). ${help}`;
}
