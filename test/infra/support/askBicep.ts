import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import * as z from "zod";
import { BICEP, BICEP_ENVIRONMENT } from "../../../tools/infra/bringBicep";

const answer = z.union([
  z.object({ id: z.number(), result: z.unknown() }),
  z.object({ id: z.number(), error: z.object({ message: z.string() }) }),
]);

type Answer = z.infer<typeof answer>;

const BLANK_LINE = "\r\n\r\n";

let compiler: Compiler | undefined;

afterAll(() => {
  compiler?.stop();
});

/** Asks the compiler by JSON-RPC: to start one takes it five times as long as most answers, so all tests of the template have one. */
export async function askBicep(method: string, params: object): Promise<unknown> {
  compiler ??= new Compiler();
  return await compiler.ask(method, params);
}

class Compiler {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #received = Buffer.alloc(0);
  #asked = 0;

  constructor() {
    this.#process = spawn(BICEP, ["jsonrpc", "--stdio"], { env: BICEP_ENVIRONMENT });
    this.#process.stderr.pipe(process.stderr);
    this.#process.stdout.on("data", (part: Buffer) => {
      this.#received = Buffer.concat([this.#received, part]);
      this.#takeAnswers();
    });
    this.#process.once("close", (code) => {
      this.#waiting.forEach((resolve, id) => {
        resolve({ id, error: { message: `The compiler has ended with ${code}.` } });
      });
    });
  }

  async ask(method: string, params: object): Promise<unknown> {
    const id = ++this.#asked;
    const body = JSON.stringify({ jsonrpc: "2.0", id, method, params });
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const given = await answered;
    if ("error" in given) {
      throw new Error(given.error.message);
    }
    return given.result;
  }

  stop(): void {
    this.#process.kill();
  }

  #takeAnswers(): void {
    const start = this.#received.indexOf(BLANK_LINE) + BLANK_LINE.length;
    const end = start + Number(/^Content-Length: (\d+)/.exec(this.#received.toString("latin1"))?.[1]);
    if (start < BLANK_LINE.length || !(this.#received.length >= end)) {
      return;
    }
    const given = answer.parse(JSON.parse(this.#received.toString("utf8", start, end)));
    this.#received = this.#received.subarray(end);
    this.#waiting.get(given.id)?.(given);
    this.#waiting.delete(given.id);
    this.#takeAnswers();
  }
}
