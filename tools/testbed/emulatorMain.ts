import { startEmulator } from "../emulator/index";
import { type StartMessage, startMessage } from "./startEmulatorProcess";

/** Runs the emulator for the process that started this one with an IPC channel, until a signal comes or the channel breaks. */
async function serve({ data, ports }: StartMessage): Promise<void> {
  const emulator = await startEmulator({ data, ports, testSurface: true, log: () => undefined });
  const { endpoints, connectionString, caFile, identityHeader, testSurfaceUrl } = emulator;
  process.once("SIGTERM", () => void emulator.stop().finally(() => process.exit(0)));
  const announced = { endpoints, connectionString, caFile, identityHeader, testSurfaceUrl };
  process.stdout.write(`${JSON.stringify(announced)}\n`);
}

process.on("disconnect", () => process.exit(0));
// The terminal's Ctrl-C goes to the parent too, which ends this process when nobody needs it any more.
process.on("SIGINT", () => undefined);
process.once("message", (message) => {
  serve(startMessage.parse(message)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
});
