import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type * as z from "zod";
import { projectRoot } from "../../kit/projectRoot";
import { cpu, type Memory, memory, type Profile, profile, type Question } from "./messages";

const PRELOAD = join(projectRoot(), "dist/tools/bench/probe/preload.js");

/** Looks into one other Node process, whatever program that runs: start it with this environment. */
export class Probe {
  readonly #server: Server;
  #socket: Socket | undefined;

  private constructor(server: Server) {
    this.#server = server;
    // It must not keep a bench alive that failed before it came to stop this.
    server.unref();
    server.once("connection", (socket) => {
      this.#socket = socket;
    });
  }

  static async listen(): Promise<Probe> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Probe(server);
  }

  /** For the process to be looked into, and no other: the first that comes is the one. */
  environment(): Record<string, string> {
    const address = this.#server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const preload = JSON.stringify(PRELOAD);
    return { NODE_OPTIONS: `--require ${preload}`, BENCH_PROBE_PORT: String(port) };
  }

  /** Milliseconds of CPU that the process has used. */
  async cpu(): Promise<number> {
    return (await this.#ask("cpu", cpu)).milliseconds;
  }

  /** What is left after garbage was collected. */
  async memory(): Promise<Memory> {
    return this.#ask("memory", memory);
  }

  /** What the process did with its CPU during `work`. */
  async profile(work: () => Promise<unknown>): Promise<Profile> {
    await this.#send("startProfile");
    await work();
    return this.#ask("stopProfile", profile);
  }

  /** Ends the process too, if it is still there. */
  stop(): void {
    this.#server.close();
    this.#socket?.destroy();
  }

  async #ask<T>(question: Question, shape: z.ZodType<T>): Promise<T> {
    return shape.parse(await this.#send(question));
  }

  /** One question at a time. */
  async #send(question: Question): Promise<unknown> {
    const socket = this.#socket;
    if (!socket) {
      throw new Error("The process to be looked into has not started.");
    }
    const lines = createInterface({ input: socket });
    const answered = new Promise<string>((resolve, reject) => {
      lines.once("line", resolve).once("close", () => {
        reject(new Error("The process that is looked into has ended."));
      });
    });
    socket.write(`${question}\n`);
    try {
      return JSON.parse(await answered);
    } finally {
      lines.close();
    }
  }
}
