import type { Clock } from "../../shared/clock";
import { closeListener, type Listener } from "./http/listen";
import type { Site } from "./http/Site";
import type { Traffic } from "./http/Traffic";
import { errorText } from "./log/errorText";

const STOP_LIMIT_MS = 10_000;

/** Takes no more requests, lets those under way finish in bounded time, and tells the app that it ends. */
export async function stopHost({ app, log }: Site, listener: Listener, traffic: Traffic, clock: Clock): Promise<void> {
  for (const server of listener.servers) {
    server.close();
  }
  if (!(await traffic.drained(clock, STOP_LIMIT_MS))) {
    log("warning", "host", `Some requests did not end within ${STOP_LIMIT_MS / 1000} s, and were cut off.`);
  }
  closeListener(listener);
  try {
    await app.runHooks("appTerminate", { appHookData: app.appHookData, hookData: app.appLevelHookData });
  } catch (error) {
    log("error", "host", `An appTerminate hook failed: ${errorText(error)}`);
  }
}
