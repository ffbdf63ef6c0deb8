import { existsSync } from "node:fs";
import { Restartable } from "../../../../tools/testbed/Restartable";
import { Stage } from "../../../../tools/testbed/Stage";
import { ProcessStartError } from "../../../../tools/testbed/startProcess";

/** Whether anybody takes connections there. */
async function isThere(origin: string): Promise<boolean> {
  return await fetch(origin).then(
    () => true,
    () => false,
  );
}

test("an API that does not start takes all that was started for it along", async () => {
  let started: string[] = [];
  const starting = Stage.around(async (stage) => {
    const { endpoints } = await stage.emulator();
    const { origin } = await stage.proxyBefore(endpoints.acs);
    const { service } = await stage.emulatorProcess();
    const tables = await stage.restartableTables();
    const { issuer } = await stage.users();
    started = [endpoints.acs, origin, service.endpoints.acs, tables.service.endpoint, issuer];
    expect(await Promise.all(started.map(isThere))).toEqual(started.map(() => true));
    await stage.api({ environment: { KEY_VAULT_URL: " " } });
  });

  await expect(starting).rejects.toThrow(ProcessStartError);
  expect(await Promise.all(started.map(isThere))).toEqual([false, false, false, false, false]);
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
