import { systemClock } from "../../../shared/clock";
import { MadeAhead } from "../../../shared/lazy";
import { sdkConnections } from "../../../shared/resilience/sdkConnections";
import { createServices } from "../../../shared/services";
import { readSettings } from "../../../shared/settings/settings";
import { environmentOf } from "../../../tools/emulator/Emulator";
import { type Emulator, startEmulator } from "../../../tools/emulator/index";
import { recordLog } from "../../support/recordLog";
import { until } from "../../support/until";

const opened = jest.spyOn(sdkConnections, "openAhead").mockReturnValue();

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});

afterAll(async () => {
  await emulator.stop();
  sdkConnections.destroy();
});

test("connections are opened ahead of the first request to the vault, and then to ACS, whose address the secret tells", async () => {
  const environment = environmentOf(emulator);
  const { log } = recordLog();
  const ahead = new MadeAhead();
  createServices(readSettings(environment), { environment, clock: systemClock, log, random: Math.random }, ahead);
  const reads = () => Object.values(emulator.control.state().requests.keyVault).reduce((sum, count) => sum + count, 0);
  const readsBefore = reads();
  await ahead.make(log);
  await until(() => reads() > readsBefore && opened.mock.calls.length > 1);

  const { keyVault, acs } = emulator.endpoints;
  const ports = [keyVault, acs].map((endpoint) => Number(new URL(endpoint).port));
  expect(opened.mock.calls).toEqual(ports.map((port) => ["localhost", port]));
});
