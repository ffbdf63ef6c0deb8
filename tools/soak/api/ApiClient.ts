import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { responseTo } from "../../kit/responseTo";
import type { Call } from "./Call";
import type { Reply } from "./Reply";

/** Far beyond what the API promises: a request that takes longer is lost. */
const LOST_AFTER_MS = 20_000;

/** Sends calls to the API over connections that are kept. */
export class ApiClient {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #agent: Agent;

  /** `url`: the API's, without `/api`; `key`: a function key, where the host asks for one. */
  constructor(url: string, key: string | undefined, connections: number) {
    this.#url = url;
    this.#headers = key === undefined ? {} : { "x-functions-key": key };
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** @throws Error when there is no whole reply */
  async send({ method, path, headers, body }: Pick<Call, "method" | "path" | "headers" | "body">): Promise<Reply> {
    const outgoing = request(`${this.#url}/api${path}`, {
      method,
      agent: this.#agent,
      headers: { ...this.#headers, ...(body !== undefined && bodyHeaders(body)), ...headers },
    });
    outgoing.setTimeout(LOST_AFTER_MS, () => outgoing.destroy(new Error(`no reply within ${LOST_AFTER_MS} ms`)));
    const reply = await responseTo(outgoing, body);
    return { status: reply.statusCode ?? 0, headers: reply.headers, text: await text(reply) };
  }

  close(): void {
    this.#agent.destroy();
  }
}

function bodyHeaders(body: string): Record<string, string> {
  return { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(body)) };
}
