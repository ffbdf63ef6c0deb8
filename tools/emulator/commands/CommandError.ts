/** A command could not do what it was asked for. The message is one line for whoever typed it, and holds no secret. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
