import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type RawReply, readReplies } from "./readReplies";

/** One connection to a server, over which a test writes what it likes, when it likes. */
export class RawConnection {
  readonly #socket: Socket;
  readonly #closed: Promise<unknown>;
  #received = "";

  private constructor(socket: Socket) {
    this.#socket = socket.setEncoding("latin1");
    this.#closed = new Promise((resolve) => socket.once("close", resolve));
    // How it ended does not count: a server may reset a connection that it has refused.
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => (this.#received += String(chunk)));
  }

  /** Resolves when the server has accepted the connection; rejects when it has not. */
  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    return new RawConnection(socket);
  }

  /** Writes a request without a body; the connection is to be kept. */
  request(method: string, path: string): void {
    this.#socket.write(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n`);
  }

  /** Whether the last reply has come to its end. */
  get isAnswered(): boolean {
    return this.#received.endsWith("\r\n\r\n") && this.#received.includes("\r\n0\r\n");
  }

  /** The replies that came until the server ended the connection. */
  async replies(): Promise<RawReply[]> {
    await this.#closed;
    return readReplies(this.#received);
  }
}
