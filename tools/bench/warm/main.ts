import { BenchEmulator } from "../BenchEmulator";
import { runBench } from "../runBench";
import { parseCommandLine, USAGE } from "./parseCommandLine";
import { describeMemory } from "./describeMemory";
import { describeRows } from "./describeRows";
import { measureMemory } from "./measureMemory";
import { measureRounds } from "./measureRounds";
import { rowsOf } from "./Row";
import { EXPRESS, SDK, startSubjects } from "./startSubjects";

/** Of the requests whose memory is asked for, how many are enough to have loaded everything. */
const SETTLED_AFTER = 0.01;

runBench(USAGE, parseCommandLine, async ({ memory, ...plan }, running) => {
  const emulator = running.keep(await BenchEmulator.start());
  if (memory !== undefined) {
    const result = await measureMemory(emulator, [Math.ceil(memory * SETTLED_AFTER), memory], running);
    return { result, text: describeMemory(result) };
  }
  const subjects = await startSubjects(emulator, running);
  const rows = rowsOf(await measureRounds(subjects, emulator.probe, plan), SDK, EXPRESS);
  return { result: { node: process.version, ...plan, rows }, text: describeRows(rows, plan) };
});
