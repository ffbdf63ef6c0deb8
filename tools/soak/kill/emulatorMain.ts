import { type Emulator, startEmulator } from "../../emulator";
import { type ReadyMessage, type StartMessage, startMessage } from "./emulatorMessages";

/** Runs the emulator for the process that started this one with an IPC channel, until it is killed or the channel breaks. */
async function serve({ data, ports }: StartMessage): Promise<void> {
  process.send?.(readinessOf(await startEmulator({ data, ports, testSurface: true, log: () => undefined })));
}

function readinessOf(emulator: Emulator): ReadyMessage {
  const portOf = (url: string) => Number(new URL(url).port);
  const { endpoints, testSurfaceUrl = "" } = emulator;
  const { acs, keyVault, managedIdentity } = endpoints;
  return {
    ports: {
      acs: portOf(acs),
      keyVault: portOf(keyVault),
      managedIdentity: portOf(managedIdentity),
      testSurface: portOf(testSurfaceUrl),
    },
    testSurfaceUrl,
    environment: emulator.environment(),
  };
}

process.on("disconnect", () => process.exit(0));
// The terminal's Ctrl-C goes to the parent too, which ends this process when nobody needs it any more.
process.on("SIGINT", () => undefined);
process.once("message", (message) => {
  serve(startMessage.parse(message)).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
