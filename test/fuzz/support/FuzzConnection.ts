import { Agent, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { responseTo } from "../../../tools/kit/responseTo";
import type { Reply } from "../../../tools/testbed/send";
import { replyOf } from "./faultsOfReply";
import type { FuzzRequest } from "./FuzzRequest";

/** A connection on which nothing comes back for so long is given up. */
const SILENCE_MS = 10_000;
/** For a reply to bytes of which nobody can tell whether they are a whole request. */
const PATIENCE_MS = 100;

/** Sends one request after the other over one kept-alive connection, and bytes that are none over their own. */
export class FuzzConnection {
  readonly #server: { readonly host: string; readonly port: string };
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  /** `url`: of the server. */
  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#server = { host: hostname, port };
  }

  close(): void {
    this.#agent.destroy();
  }

  async send({ method, target, headers, body }: FuzzRequest): Promise<Reply> {
    const { host, port } = this.#server;
    const bytes = Buffer.from(body, "latin1");
    const fixed = ["Host", `${host}:${port}`, ...(bytes.length > 0 ? ["Content-Length", String(bytes.length)] : [])];
    const started = Date.now();
    const outgoing = request({
      ...this.#server,
      agent: this.#agent,
      method,
      path: target,
      headers: [...fixed, ...headers.flat()],
      timeout: SILENCE_MS,
    });
    outgoing.once("timeout", () => outgoing.destroy(new Error("No reply.")));
    const reply = await responseTo(outgoing, bytes);
    const received = await text(reply);
    return replyOf({ status: reply.statusCode ?? 0, headers: reply.headers, text: received }, Date.now() - started);
  }

  /** Everything that comes back until the connection ends, which it does after the first reply. */
  async sendBytes(bytes: string): Promise<string> {
    const socket = connect(Number(this.#server.port), this.#server.host);
    let received = "";
    socket.setEncoding("latin1").on("data", (chunk) => {
      received += String(chunk);
      socket.end();
    });
    // A server that waits for the rest is told that there is none.
    socket.setTimeout(PATIENCE_MS, () => {
      socket.end().setTimeout(SILENCE_MS, () => socket.destroy(new Error("No reply, and no end.")));
    });
    socket.write(Buffer.from(bytes, "latin1"));
    return await new Promise((resolve, reject) => {
      socket.once("close", () => {
        resolve(received);
      });
      socket.once("error", (error: NodeJS.ErrnoException) => {
        // How a server ends a connection on which it has left something unread.
        if (error.code === "ECONNRESET" || error.code === "EPIPE") {
          resolve(received);
        } else {
          reject(error);
        }
      });
    });
  }
}
