import { systemClock } from "../../../../shared/clock";
import { defaultCaDirectory, ensureDevelopmentCa } from "../../../../tools/kit/developmentCa";
import { World } from "../../../faults/support/World";
import { until } from "../../../support/until";

/** Listening sockets and child processes that this process has. */
function running(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => ["TCPServerWrap", "ProcessWrap"].includes(kind));
}

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
