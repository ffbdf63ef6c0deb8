/** The command line cannot be understood. The message is one line for whoever typed it. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(fault: string) {
    super(`${fault}. See --help.`);
  }
}
