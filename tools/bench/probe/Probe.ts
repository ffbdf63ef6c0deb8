import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../kit/projectRoot";
import type { RunningProcess } from "../../testbed/startProcess";

/** What a probe can be asked for. */
export type Question = "usage" | "memory" | "startProfile" | "stopProfile";

/** Milliseconds of all threads since the start, and the most memory that was resident at a time. */
const usage = z.object({ userMs: z.number(), systemMs: z.number(), peakMb: z.number() });

export type Usage = z.infer<typeof usage>;

/** Bytes, after garbage was collected. */
const memory = z.object({ rss: z.number(), heapUsed: z.number() });

export type Memory = z.infer<typeof memory>;

/** A CPU profile as the Chrome DevTools protocol has it; `timeDeltas` are microseconds. */
const profile = z.object({
  nodes: z.array(z.object({ id: z.number(), callFrame: z.object({ functionName: z.string(), url: z.string() }) })),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

export type Profile = z.infer<typeof profile>;

/** Looks into one other Node process, whatever program that runs, if it was started with the module {@link Probe.MODULE}. */
export class Probe {
  /** To be loaded before the program. */
  static readonly MODULE = join(projectRoot(), "dist/tools/bench/probe/preload.js");

  /** To the same end: the environment of a process that loads nothing else. */
  static readonly ENVIRONMENT = { NODE_OPTIONS: `--require ${JSON.stringify(Probe.MODULE)}` };

  readonly #process: Pick<RunningProcess, "ask">;

  constructor(process: Pick<RunningProcess, "ask">) {
    this.#process = process;
  }

  async usage(): Promise<Usage> {
    return usage.parse(await this.#ask("usage"));
  }

  /** Milliseconds of CPU, user and system, that the process has used. */
  async cpu(): Promise<number> {
    const { userMs, systemMs } = await this.usage();
    return userMs + systemMs;
  }

  /** What is left after garbage was collected. */
  async memory(): Promise<Memory> {
    return memory.parse(await this.#ask("memory"));
  }

  /** What the process did with its CPU during `work`. */
  async profile(work: () => Promise<unknown>): Promise<Profile> {
    await this.#ask("startProfile");
    await work();
    return profile.parse(await this.#ask("stopProfile"));
  }

  /** One question at a time. */
  async #ask(probe: Question): Promise<unknown> {
    return await this.#process.ask({ probe });
  }
}
