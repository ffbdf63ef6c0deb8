import { createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { listenAt } from "../../kit/listenOnLoopback";
import { environmentFor } from "../../testbed/environmentFor";
import { type RunningProcess, startProcess } from "../../testbed/startProcess";
import type { BenchApp } from "./stageApps";

/** How a worker comes to its app. */
export interface Situation {
  /** Whether it has been waiting as a placeholder, and not just been started. */
  readonly isSpecialized: boolean;
  /** What the host does between the worker's first answer and its question for the functions, in milliseconds. */
  readonly hostWorkMs: number;
}

/** One start of an app, in milliseconds: from when the process was started, or the placeholder told what to be. */
export interface Start {
  /** What the worker took to load the app. */
  readonly loadMs: number;
  /** Until the host was answered that it is loaded. */
  readonly answeredMs: number;
  /** Until the first reply was whole, less the host's own work. */
  readonly firstMs: number;
  /** The longest turn of the worker's event loop after the app was loaded. */
  readonly longestMs: number;
  /** CPU of the worker, in all its threads, a placeholder's start included. */
  readonly cpuMs: number;
}

const loaded = z.object({ loadMs: z.number() });
const functions = z.object({ names: z.array(z.string()) });
const replied = z.object({ status: z.number(), body: z.string(), longestMs: z.number(), cpuMs: z.number() });
const issued = z.object({ token: z.string().min(1) });

/** The side of the Functions host: starts workers one after the other, and asks them. */
export class WorkersHost {
  private constructor(
    private readonly settings: Readonly<Record<string, string>>,
    private readonly server: Http2Server,
    private readonly port: number,
  ) {}

  /** `settings`: those of the apps. */
  static async start(settings: Readonly<Record<string, string>>): Promise<WorkersHost> {
    const server = createServer();
    const { port } = await listenAt("127.0.0.1", 0, () => server);
    return new WorkersHost(settings, server, port);
  }

  stop(): void {
    this.server.close();
  }

  /** Lets a worker load the app, and asks at once for a token. @throws Error when it brings none */
  async measureStart(
    { name: appName, directory, issuesToken }: BenchApp,
    { isSpecialized, hostWorkMs }: Situation,
  ): Promise<Start> {
    const settings = this.settings;
    const connected = new Promise<ServerHttp2Stream>((resolve) => {
      this.server.once("stream", resolve);
    });
    const spawnedAt = performance.now();
    const worker = await this.#startWorker(isSpecialized ? {} : settings);
    try {
      const ask = questionsOver(await connected);
      const startedAt = isSpecialized ? performance.now() : spawnedAt;
      const { loadMs } = await ask(loaded, { ask: "load", directory, environment: settings });
      const answeredAt = performance.now();
      if (hostWorkMs > 0) {
        await wait(hostWorkMs);
      }
      const workedAt = performance.now();
      const { names } = await ask(functions, { ask: "functions" });
      const name = names.find((known) => known === "CreateIdentity") ?? names[0];
      const { status, body, ...used } = await ask(replied, { ask: "run", name, body: '{"scopes":["chat","voip"]}' });
      const repliedAt = performance.now();
      if (status !== 201 || (issuesToken && !issued.safeParse(JSON.parse(body)).success)) {
        throw new Error(`${appName} answered ${status} ${body}`);
      }
      const answeredMs = answeredAt - startedAt;
      return { loadMs, answeredMs, firstMs: answeredMs + (repliedAt - workedAt), ...used };
    } finally {
      await worker.kill();
    }
  }

  async #startWorker(settings: Readonly<Record<string, string>>): Promise<RunningProcess> {
    const environment = {
      ...environmentFor({ environment: () => settings }),
      // These are read at the start of a process.
      NODE_EXTRA_CA_CERTS: this.settings["NODE_EXTRA_CA_CERTS"],
      NODE_COMPILE_CACHE: undefined,
    };
    const args = [String(this.port)];
    return await startProcess({ program: "bench/start/worker.js", args, environment, announcement: z.object({}) });
  }
}

/** What asks a worker: a line of JSON each way. */
function questionsOver(stream: ServerHttp2Stream) {
  stream.respond();
  const answers = createInterface({ input: stream });
  return async <T>(answer: z.ZodType<T>, question: object): Promise<T> => {
    stream.write(`${JSON.stringify(question)}\n`);
    const line = await new Promise<string>((resolve, reject) => {
      answers.once("line", resolve);
      stream.once("close", () => {
        reject(new Error("The worker ended without an answer: it could not load the app, or run it."));
      });
    });
    return answer.parse(JSON.parse(line));
  };
}
