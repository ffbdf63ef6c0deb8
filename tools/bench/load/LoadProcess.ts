import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../kit/projectRoot";

/** What a load process is told: to call so, from so many clients at once, until the time is over or the work is done. */
export const order = z.object({
  clients: z.int().positive(),
  seconds: z.number().positive(),
  /** What to call; each kind of load process has its own. */
  work: z.unknown(),
});

export type Order = z.infer<typeof order>;

/** What it saw. */
export const report = z.object({
  /** Those that were answered as they should be. */
  requests: z.number().positive(),
  /** Those that the server gave up, because it had more to do than it could in time. */
  givenUp: z.number(),
  perSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  /** Milliseconds of its own CPU for each request. */
  cpuMs: z.number(),
});

export type Report = z.infer<typeof report>;

export const answer = z.union([z.object({ report }), z.object({ failure: z.string() })]);

export type Answer = z.infer<typeof answer>;

export type LoadKind = "acsLoad" | "httpLoad";

/** A process that does nothing but call, so that the clients' CPU is no part of the servers'. */
export class LoadProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  /** `kind`: the module of this folder that serves the orders. */
  constructor(kind: LoadKind, args: readonly string[], environment: Readonly<Record<string, string>>) {
    this.#child = fork(join(projectRoot(), `dist/tools/bench/load/${kind}.js`), args, {
      env: { ...process.env, ...environment },
    });
    this.#ended = once(this.#child, "close");
  }

  /** One order at a time. @throws Error when a call was not answered as it should be */
  async run(order: Order): Promise<Report> {
    const answered = once(this.#child, "message").then(([message]: unknown[]) => answer.parse(message));
    this.#child.send(order);
    const given = await Promise.race([answered, this.#ended.then(() => ({ failure: "The load process has ended." }))]);
    if ("failure" in given) {
      throw new Error(given.failure);
    }
    return given.report;
  }

  async stop(): Promise<void> {
    this.#child.kill();
    await this.#ended;
  }
}
