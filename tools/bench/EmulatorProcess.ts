import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as z from "zod";
import { environmentOf } from "../emulator";

const announcement = z.object({
  endpoints: z.object({ acs: z.string(), keyVault: z.string(), managedIdentity: z.string() }),
  connectionString: z.string(),
  caFile: z.string(),
  identityHeader: z.string(),
});

export interface EmulatorProcessOptions {
  /** Whether to keep it on a core of its own, as far as the system allows. Default: true. */
  readonly pin?: boolean;
  /** Variables over those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

const CORE = "0";

/** An emulator in a process of its own: what its clients cost is not counted as its own. */
export class EmulatorProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly said: z.infer<typeof announcement>,
    readonly pinned: boolean,
  ) {}

  static async start({ pin = true, environment = {} }: EmulatorProcessOptions = {}): Promise<EmulatorProcess> {
    // With the same flags as this process, so that the sources run as the build does.
    const command = [process.execPath, ...process.execArgv, require.resolve("../emulator/main"), "--port", "0"];
    const pinned = pin && spawnSync("taskset", ["--cpu-list", CORE, "true"]).status === 0;
    const [program = "", ...args] = pinned ? ["taskset", "--cpu-list", CORE, ...command] : command;
    const child = spawn(program, [...args, "--json"], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const line = await Promise.race([firstLine(child), once(child, "close").then(() => undefined)]);
    if (line === undefined) throw new Error("The emulator ended before it was ready.");
    return new EmulatorProcess(child, announcement.parse(JSON.parse(line)), pinned);
  }

  /** The environment of an app that runs against the emulator as it would in Azure. */
  environment(): Record<string, string> {
    return environmentOf(this.said);
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
