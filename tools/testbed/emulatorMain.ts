import { startEmulator } from "../emulator/index";
import { serveParent } from "./serveParent";
import { startMessage } from "./startEmulatorProcess";

serveParent(startMessage, async ({ data, ports }) => {
  const emulator = await startEmulator({ data, ports, testSurface: true, log: () => undefined });
  const { endpoints, connectionString, caFile, identityHeader, testSurfaceUrl } = emulator;
  const announced = { endpoints, connectionString, caFile, identityHeader, testSurfaceUrl };
  return { announced, stop: () => emulator.stop() };
});
