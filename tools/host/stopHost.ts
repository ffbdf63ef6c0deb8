import type { Clock } from "../../shared/clock";
import { withTimeLimit } from "../../shared/withTimeLimit";
import { closeListener, type Listener } from "./http/listen";
import type { Site } from "./http/Site";
import type { Traffic } from "./http/Traffic";
import { errorText } from "./log/errorText";

const STOP_LIMIT_MS = 10_000;

/** What the Functions host grants the worker after its terminate message. */
const TERMINATE_GRANT_MS = 5_000;

/** Takes no more requests, lets those under way finish in bounded time, and tells the app that it ends. */
export async function stopHost({ app, log }: Site, listener: Listener, traffic: Traffic, clock: Clock): Promise<void> {
  for (const server of listener.servers) {
    server.close();
  }
  if (!(await traffic.drained(clock, STOP_LIMIT_MS))) {
    log("warning", "host", `Some requests did not end within ${STOP_LIMIT_MS / 1000} s, and were cut off.`);
  }
  closeListener(listener);
  await runTerminateHooks({ app, log });
}

/** Runs the appTerminate hooks, cut off when the grant is over. */
export async function endWorker(site: Pick<Site, "app" | "log">, clock: Clock): Promise<void> {
  try {
    await withTimeLimit(TERMINATE_GRANT_MS, clock, () => runTerminateHooks(site));
  } catch {
    site.log("warning", "host", `The appTerminate hooks did not end within ${TERMINATE_GRANT_MS / 1000} s.`);
  }
}

async function runTerminateHooks({ app, log }: Pick<Site, "app" | "log">): Promise<void> {
  try {
    await app.runHooks("appTerminate", { appHookData: app.appHookData, hookData: app.appLevelHookData });
  } catch (error) {
    log("error", "host", `An appTerminate hook failed: ${errorText(error)}`);
  }
}
