import { systemClock } from "./clock";
import { compose } from "./compose";
import { consoleLog } from "./log";

/** What the function folders register their endpoints with: the one place that reads the environment of the process. */
export const composition = compose({
  environment: process.env,
  clock: systemClock,
  log: consoleLog,
  random: Math.random,
});
