import { toError } from "./toError";

const MOST_CAUSES = 5;

/**
 * An error for the log: its stack and those of its causes, and no other property. Errors of HTTP clients carry the
 * whole request, credentials and all.
 */
export function errorText(thrown: unknown): string {
  const stacks: string[] = [];
  for (let cause = thrown; cause !== undefined && stacks.length < MOST_CAUSES;) {
    const error = toError(cause);
    stacks.push(error.stack ?? error.message);
    cause = error.cause;
  }
  return stacks.join("\n[cause] ");
}
