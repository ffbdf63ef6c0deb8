import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** The TCP connections beneath those that speak TLS, which alone can be reset. */
export class Connections {
  readonly #sockets = new Map<number, Socket>();

  add(socket: Socket): void {
    const port = socket.remotePort ?? 0;
    this.#sockets.set(port, socket);
    socket.once("close", () => {
      if (this.#sockets.get(port) === socket) this.#sockets.delete(port);
    });
  }

  /** Ends the request's connection by a TCP reset. */
  reset({ socket }: IncomingMessage): void {
    this.#sockets.get(socket.remotePort ?? 0)?.resetAndDestroy();
  }
}
