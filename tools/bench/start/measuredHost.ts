import { readFileSync } from "node:fs";
import { systemClock } from "../../../shared/clock";
import { systemRandom } from "../../host/random";
import { startHost } from "../../host/startHost";

/**
 * The development host in a process of its own, for the app in the folder that is its one argument. It tells its parent
 * when it is ready, and, when told anything, what it has used so far.
 */
async function main(appDirectory: string): Promise<void> {
  const host = await startHost({
    appDirectory,
    port: 0,
    auth: false,
    log: (level, source, message) => {
      if (level === "error" || level === "critical") {
        process.stderr.write(`${source}: ${message}\n`);
      }
    },
    clock: systemClock,
    random: systemRandom,
    environment: process.env,
  });
  process.on("message", () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    process.send?.({ userMs: userCPUTime / 1000, systemMs: systemCPUTime / 1000, peakMb: peakMemory() });
  });
  process.send?.({ url: host.url, loadMs: host.loadMs });
}

/**
 * The most memory that this process has had resident, in megabytes. Linux counts into `maxRSS` what the parent had when
 * it started this process, but not into VmHWM.
 */
function peakMemory(): number {
  const kilobytes = process.platform === "linux" ? highWaterMark() : process.resourceUsage().maxRSS;
  return kilobytes / 1024;
}

function highWaterMark(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kilobytes);
}

process.on("disconnect", () => process.exit());

main(process.argv[2] ?? "").catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
