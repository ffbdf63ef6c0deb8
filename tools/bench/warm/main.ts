import { BenchEmulator } from "../BenchEmulator";
import { runBench } from "../runBench";
import { describeMemory } from "./describeMemory";
import { describeRows } from "./describeRows";
import { measureMemory } from "./measureMemory";
import { measureRounds } from "./measureRounds";
import { parseCommandLine, USAGE } from "./parseCommandLine";
import { rowsOf } from "./Row";
import { EXPRESS, SDK, startSubjects } from "./startSubjects";

/** After which parts of the requests the memory is looked at: first when everything is loaded, then as it settles. */
const LOOKS = [0.01, 0.2, 0.5, 1];

runBench(USAGE, parseCommandLine, async ({ memory, ...plan }, running) => {
  const emulator = running.keep(await BenchEmulator.start());
  if (memory !== undefined) {
    const stops = [...new Set(LOOKS.map((part) => Math.ceil(memory * part)))];
    const result = await measureMemory(emulator, stops, running);
    return { result, text: describeMemory(result) };
  }
  const subjects = await startSubjects(emulator, running);
  const rows = rowsOf(await measureRounds(subjects, emulator.probe, plan), SDK, EXPRESS);
  return { result: { node: process.version, ...plan, rows }, text: describeRows(rows, plan) };
});
