import { existsSync } from "node:fs";
import { Restartable } from "../../../../tools/testbed/Restartable";
import { Stage } from "../../../../tools/testbed/Stage";
import { ProcessStartError } from "../../../../tools/testbed/startProcess";
import { until } from "../../../support/until";

/** Listening sockets and child processes that this process has. */
function running(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => ["TCPServerWrap", "ProcessWrap"].includes(kind));
}

test("an API that does not start takes all that was started for it along", async () => {
  const before = running().length;
  let started = 0;
  const starting = Stage.around(async (stage) => {
    const emulator = await stage.emulator();
    await stage.proxyBefore(emulator.endpoints.acs);
    await stage.emulatorProcess();
    await stage.restartableTables();
    await stage.users();
    started = running().length;
    await stage.api({ environment: { KEY_VAULT_URL: " " } });
  });

  await expect(starting).rejects.toThrow(ProcessStartError);
  expect(started).toBeGreaterThanOrEqual(before + 6);
  await until(() => running().length === before);
});

test("a service that does not start takes its directory along", async () => {
  let used = "";
  const starting = Restartable.start((directory) => {
    used = directory;
    return Promise.reject(new Error("not today"));
  });

  await expect(starting).rejects.toThrow("not today");
  expect([used === "", existsSync(used)]).toEqual([false, false]);
});
