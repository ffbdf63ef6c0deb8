import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { answer, type Order, type Report } from "./messages";

/** A process that does nothing but call, so that the clients' CPU is no part of the servers'. */
export class LoadProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  /** `program`: a module that serves orders. */
  constructor(program: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
    this.#child = fork(program, args, { env: { ...process.env, ...environment } });
    this.#ended = once(this.#child, "close");
  }

  /** One order at a time. @throws Error when a call was not answered as it should be */
  async run(order: Order): Promise<Report> {
    const answered = once(this.#child, "message").then(([message]: unknown[]) => answer.parse(message));
    this.#child.send(order);
    const given = await Promise.race([answered, this.#ended.then(() => ({ failure: "The load process has ended." }))]);
    if ("failure" in given) throw new Error(given.failure);
    return given.report;
  }

  async stop(): Promise<void> {
    this.#child.kill();
    await this.#ended;
  }
}
