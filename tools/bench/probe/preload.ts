import { readFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import type { Question } from "./Probe";

/** Halves of the default, so that a short run has samples enough. */
const SAMPLING_MICROSECONDS = 500;

const session = new Session();

const answers: Record<Question, () => unknown> = {
  usage: () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    return { userMs: userCPUTime / 1000, systemMs: systemCPUTime / 1000, peakMb: (highWaterMark() ?? maxRSS) / 1024 };
  },
  memory: async () => {
    session.connect();
    // Twice: what the first finds unreachable may have kept other things alive by finalizers.
    await session.post("HeapProfiler.collectGarbage");
    await session.post("HeapProfiler.collectGarbage");
    session.disconnect();
    const { rss, heapUsed } = process.memoryUsage();
    return { rss, heapUsed };
  },
  startProfile: async () => {
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: SAMPLING_MICROSECONDS });
    await session.post("Profiler.start");
    return {};
  },
  stopProfile: async () => {
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    return profile;
  },
};

/** Linux counts into `maxRSS` what the parent had when it started this process, but not into VmHWM. In kilobytes. */
function highWaterMark(): number | undefined {
  if (process.platform !== "linux") {
    return undefined;
  }
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kilobytes);
}

const asked = new Map<unknown, () => unknown>(Object.entries(answers));

// Loaded into a process before its own program: answers questions about that process to the `Probe` in its parent. It
// loads no package, which would then be there for the program already.
process.on("message", (message: unknown) => {
  const answer = typeof message === "object" && message && "probe" in message ? asked.get(message.probe) : undefined;
  if (answer) {
    void Promise.resolve(answer()).then((told) => process.send?.(told));
  }
});
