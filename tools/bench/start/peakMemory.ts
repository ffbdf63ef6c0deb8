import { readFileSync } from "node:fs";

/**
 * The most memory that this process has had resident, in megabytes. Linux counts into `maxRSS` what the parent had when
 * it started this process, but not into VmHWM.
 */
export function peakMemory(): number {
  const kilobytes = process.platform === "linux" ? highWaterMark() : process.resourceUsage().maxRSS;
  return kilobytes / 1024;
}

function highWaterMark(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kilobytes);
}
