import * as z from "zod";
import { type RunningProcess, startProcess } from "../../testbed/startProcess";

/** What a load process is told: to call so, from so many clients at once, until the time is over or the work is done. */
export const order = z.object({
  clients: z.int().positive(),
  seconds: z.number().positive(),
  /** What to call; each kind of load process has its own. */
  work: z.unknown(),
});

export type Order = z.infer<typeof order>;

/** What it saw. */
const report = z.object({
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

const answer = z.union([z.object({ report }), z.object({ failure: z.string() })]);

export type Answer = z.infer<typeof answer>;

export type LoadKind = "acsLoad" | "httpLoad";

/** A process that does nothing but call, so that the clients' CPU is no part of the servers'. */
export class LoadProcess {
  private constructor(readonly process: RunningProcess) {}

  /** `kind`: the module of this folder that serves the orders. */
  static async start(
    kind: LoadKind,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<LoadProcess> {
    const program = `bench/load/${kind}.js`;
    const announcement = z.object({});
    return new LoadProcess(
      await startProcess({ program, args, environment: { ...process.env, ...environment }, announcement }),
    );
  }

  /** One order at a time. @throws Error when a call was not answered as it should be */
  async run(order: Order): Promise<Report> {
    const given = answer.parse(await this.process.ask(order));
    if ("failure" in given) {
      throw new Error(given.failure);
    }
    return given.report;
  }

  stop(): Promise<void> {
    return this.process.stop();
  }
}
