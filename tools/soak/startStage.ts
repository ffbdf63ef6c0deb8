import { join } from "node:path";
import { projectRoot } from "../kit/projectRoot";
import { Stage } from "../testbed/Stage";

/** So short that a run sees the secret read again and again, and not only when a key was changed. */
const SECRET_AGE_SECONDS = 2;

export type SoakStage = Awaited<ReturnType<typeof startStage>>;

/** The API, and all that it needs, for users who sign in as well. `log` takes each line of its log. @throws ProcessStartError */
export async function startStage(log: (line: string) => void) {
  return await Stage.around(
    async (stage) => {
      // The host's process tells of its heap among its log lines.
      stage.preload(join(projectRoot(), "dist/tools/soak/measure/reportHeap.js"));
      const clock = stage.clock();
      const provider = await stage.users();
      const tables = await stage.restartableTables();
      const emulator = await stage.emulator();
      const environment = { ACS_CONNECTION_STRING_MAX_AGE_SECONDS: String(SECRET_AGE_SECONDS) };
      const host = await stage.api({ auth: true, environment });
      return { clock, provider, tables, emulator, host, stop: () => stage.stop() };
    },
    { log },
  );
}
