import { Session } from "node:inspector/promises";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { type Question, question } from "./messages";

/** Halves of the default, so that a short run has samples enough. */
const SAMPLING_MICROSECONDS = 500;

const session = new Session();

const answers: Record<Question, () => unknown> = {
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return { milliseconds: (user + system) / 1000 };
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

/**
 * Loaded into a process before its own program (`node --require`): answers questions about that process to its `Probe`,
 * and ends the process with it.
 */
function serve(port: number): void {
  const socket = connect(port, "127.0.0.1");
  socket.unref();
  socket.on("error", () => undefined);
  // Nobody is left who would stop this process.
  socket.on("close", () => process.exit());
  createInterface({ input: socket }).on("line", (line) => {
    void Promise.resolve(answers[question.parse(line)]()).then((answer) => {
      socket.write(`${JSON.stringify(answer)}\n`);
    });
  });
}

serve(Number(process.env["BENCH_PROBE_PORT"]));
