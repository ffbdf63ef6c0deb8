import { systemClock } from "../../../../shared/clock";
import { BenchEmulator } from "../../../../tools/bench/BenchEmulator";
import { EmulatorProcess } from "../../../../tools/bench/EmulatorProcess";
import { Probe } from "../../../../tools/bench/probe/Probe";
import { defaultCaDirectory, ensureDevelopmentCa } from "../../../../tools/kit/developmentCa";
import { World } from "../../../faults/support/World";
import { until } from "../../../support/until";

/** Listening sockets and child processes that this process has. */
function running(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => ["TCPServerWrap", "ProcessWrap"].includes(kind));
}

afterEach(() => {
  jest.restoreAllMocks();
});

test("the API of the fault table that cannot reach its tables leaves no emulator and no proxy running", async () => {
  const ca = await ensureDevelopmentCa(defaultCaDirectory(), systemClock);
  const nothing = () => Promise.resolve();
  const azurite = {
    endpoint: "nowhere",
    port: 0,
    ports: { tables: 0 },
    environment: () => ({}),
    stop: nothing,
    kill: nothing,
  };
  const before = running().length;

  await expect(World.start({ ca, azurite })).rejects.toThrow("Invalid URL");
  await until(() => running().length === before);
});

test("a bench whose emulator does not start takes its probe away", async () => {
  jest.spyOn(EmulatorProcess, "start").mockRejectedValue(new Error("no emulator today"));
  const stop = jest.spyOn(Probe.prototype, "stop");

  await expect(BenchEmulator.start()).rejects.toThrow("no emulator today");
  expect(stop).toHaveBeenCalledTimes(1);
});
