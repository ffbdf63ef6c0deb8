import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import * as z from "zod";

const introduction = z.object({
  endpoints: z.object({ acs: z.string(), keyVault: z.string(), managedIdentity: z.string() }),
  connectionString: z.string(),
  caFile: z.string(),
  testSurfaceUrl: z.string(),
  identityHeader: z.string(),
});
const report = z.object({ heap: z.number(), logged: z.array(z.string()) });

/** The process of `serveOverIpc.ts`, seen from outside. */
export class FuzzTarget {
  private constructor(
    readonly child: ChildProcess,
    readonly said: z.infer<typeof introduction>,
  ) {}

  static async start(caDirectory: string): Promise<FuzzTarget> {
    const execArgv = ["--expose-gc", "--require", join(__dirname, "runTypeScript.cjs")];
    const child = fork(join(__dirname, "serveOverIpc.ts"), [caDirectory], { execArgv });
    return new FuzzTarget(child, introduction.parse(await nextMessage(child)));
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resets the emulator. The heap that is left (bytes), and what the emulator said so far. */
  async report(): Promise<z.infer<typeof report>> {
    const message = nextMessage(this.child);
    this.child.send("heap");
    return report.parse(await message);
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    const ended = once(this.child, "exit");
    this.child.disconnect();
    await ended;
  }
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const gone = once(child, "exit", { signal: ended.signal }).then(() => {
    throw new Error("The emulator's process ended.");
  });
  const message = once(child, "message", { signal: ended.signal }).then(([value]: unknown[]) => value);
  return Promise.race([message, gone]).finally(() => {
    ended.abort();
  });
}
