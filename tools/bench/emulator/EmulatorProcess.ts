import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { z } from "zod";

const announcement = z.object({
  endpoints: z.object({ acs: z.string() }),
  connectionString: z.string(),
  caFile: z.string(),
});

/** The core that the emulator has to itself, as far as the system allows. */
const CORE = "0";

/** An emulator in a process of its own: what its clients cost is not counted as its own. */
export class EmulatorProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly said: z.infer<typeof announcement>,
    readonly pinned: boolean,
  ) {}

  static async start(): Promise<EmulatorProcess> {
    // With the same flags as this process, so that the sources run as the build does.
    const command = [process.execPath, ...process.execArgv, require.resolve("../../emulator/main"), "--port", "0"];
    const pinned = spawnSync("taskset", ["--cpu-list", CORE, "true"]).status === 0;
    const [program = "", ...args] = pinned ? ["taskset", "--cpu-list", CORE, ...command] : command;
    const child = spawn(program, [...args, "--json"], { stdio: ["ignore", "pipe", "inherit"] });
    const line = await Promise.race([firstLine(child), once(child, "close").then(() => undefined)]);
    if (line === undefined) throw new Error("The emulator ended before it was ready.");
    return new EmulatorProcess(child, announcement.parse(JSON.parse(line)), pinned);
  }

  async stop(): Promise<void> {
    const closed = once(this.child, "close");
    this.child.kill("SIGTERM");
    await closed;
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout) createInterface({ input: child.stdout }).once("line", resolve);
  });
}
