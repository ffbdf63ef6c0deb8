import { once } from "node:events";
import { systemClock } from "../../../shared/clock";
import { startEmulator } from "../../../tools/emulator";
import { ensureDevelopmentCa } from "../../../tools/kit/developmentCa";

/**
 * An emulator in a process of its own, which is asked over IPC: "heap" resets it, collects garbage and answers with the
 * bytes that are left. To be run with `--expose-gc`, and the directory of the CA as its argument.
 */
async function main(): Promise<void> {
  const [, , caDirectory = ""] = process.argv;
  const ca = await ensureDevelopmentCa(caDirectory, systemClock);
  const logged: string[] = [];
  const emulator = await startEmulator({ ca, testSurface: true, log: (line) => logged.push(line) });
  const { endpoints, connectionString, caFile, testSurfaceUrl, identityHeader } = emulator;
  process.send?.({ endpoints, connectionString, caFile, testSurfaceUrl, identityHeader });
  process.on("message", () => {
    void emulator.control.reset().then(() => {
      for (let i = 0; i < 4; i += 1) globalThis.gc?.();
      process.send?.({ heap: process.memoryUsage().heapUsed, logged });
    });
  });
  await once(process, "disconnect");
  await emulator.stop();
}

void main();
