import { readFile } from "node:fs/promises";
import { Stage } from "../../testbed/Stage";

export type KillStage = Awaited<ReturnType<typeof startKillStage>>;

/** What the API needs, each in a process of its own that can be killed and started again; the API itself is yet to start. */
export async function startKillStage() {
  return await Stage.around(async (stage) => {
    const provider = await stage.users();
    const emulator = await stage.emulatorProcess();
    const tables = await stage.restartableTables();
    const ca = await readFile(stage.ca.caFile, "utf8");
    return { provider, emulator, tables, ca, startHost: () => stage.api({ auth: true }), stop: () => stage.stop() };
  });
}
