import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { LoopbackServer, type TlsFiles } from "../../kit/LoopbackServer";

/** What a hostile body grows to, unless it is given up before. */
export const HOSTILE_BYTES = 150 * 2 ** 20;

/** A body of white space: compressed, so that little is sent and much unpacked, or as it is. Or none yet, and a 503. */
export type HostileBody = "gzip" | "plain" | "none";

const CHUNK = Buffer.alloc(2 ** 16, " ");

/** An HTTPS service on loopback that answers everything with 200 and a body beyond all bounds, once it is told to. */
export class HostileServer {
  readonly #server: LoopbackServer;
  body: HostileBody = "none";
  /** Requests so far. */
  requests = 0;

  private constructor(tls: TlsFiles) {
    this.#server = new LoopbackServer(
      tls,
      (_request, response) => {
        this.requests++;
        this.#answer(response).catch(() => undefined);
      },
      0,
    );
  }

  static async start(tls: TlsFiles): Promise<HostileServer> {
    const server = new HostileServer(tls);
    await server.#server.start();
    return server;
  }

  /** `https://localhost:PORT` */
  get origin(): string {
    return this.#server.origin;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }

  async #answer(response: ServerResponse): Promise<void> {
    if (this.body === "none") {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, {
      "Content-Type": "application/json",
      ...(this.body === "gzip" && { "Content-Encoding": "gzip" }),
    });
    const whiteSpace = Readable.from(chunks());
    await (this.body === "gzip" ? pipeline(whiteSpace, createGzip(), response) : pipeline(whiteSpace, response));
  }
}

function* chunks(): Generator<Buffer> {
  for (let sent = 0; sent < HOSTILE_BYTES; sent += CHUNK.length) {
    yield CHUNK;
  }
}
