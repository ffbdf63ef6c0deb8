import type * as z from "zod";

interface Served {
  /** What the parent is told, as JSON on a line of stdout. */
  readonly announced: object;
  stop(): Promise<unknown>;
}

/**
 * Runs a service for the process that started this one with an IPC channel: as its message says, until a signal comes or
 * the channel breaks.
 */
export function serveParent<T>(messageShape: z.ZodType<T>, start: (message: T) => Promise<Served>): void {
  const serve = async (message: unknown): Promise<void> => {
    const service = await start(messageShape.parse(message));
    process.once("SIGTERM", () => void service.stop().finally(() => process.exit(0)));
    process.stdout.write(`${JSON.stringify(service.announced)}\n`);
  };
  process.on("disconnect", () => process.exit(0));
  // The terminal's Ctrl-C goes to the parent too, which stops this process when nobody needs it any more.
  process.on("SIGINT", () => undefined);
  process.once("message", (message) => {
    serve(message).catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    });
  });
}
