import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import * as z from "zod";
import type { EmulatorProcess } from "../EmulatorProcess";
import { Probe } from "../probe/Probe";

const announcement = z.object({ port: z.int() });

/** The Express server in a process of its own, with a probe in it. */
export class ExpressProcess {
  readonly #child: ChildProcess;

  private constructor(
    child: ChildProcess,
    readonly probe: Probe,
    /** `http://127.0.0.1:PORT/api` */
    readonly url: string,
  ) {
    this.#child = child;
  }

  static async start({ said }: EmulatorProcess): Promise<ExpressProcess> {
    const probe = await Probe.listen();
    const child = fork(require.resolve("./expressServer"), {
      env: {
        ...process.env,
        NODE_ENV: "production",
        NODE_EXTRA_CA_CERTS: said.caFile,
        ACS_CONNECTION_STRING: said.connectionString,
        ...probe.environment(),
      },
    });
    const announced = new Promise<unknown>((resolve, reject) => {
      child.once("message", resolve).once("close", () => {
        reject(new Error("The Express server ended before it was ready."));
      });
    });
    const { port } = announcement.parse(await announced);
    return new ExpressProcess(child, probe, `http://127.0.0.1:${port}/api`);
  }

  async stop(): Promise<void> {
    const closed = once(this.#child, "close");
    this.#child.kill();
    await closed;
    this.probe.stop();
  }
}
