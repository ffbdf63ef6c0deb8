import { connect, createServer, type Server, type Socket } from "node:net";
import { listenOnLoopback } from "../../kit/listenOnLoopback";

/**
 * Stands on loopback for a server that is far away: passes on the bytes of each connection, each half a round trip later.
 * So a handshake of TLS takes as long as it would, and opening a connection takes a whole one.
 */
export class DistantServer {
  readonly #target: URL;
  readonly #roundTripMs: number;
  readonly #sockets = new Set<Socket>();
  #servers: readonly Server[] = [];
  #port = 0;

  private constructor(target: string, roundTripMs: number) {
    this.#target = new URL(target);
    this.#roundTripMs = roundTripMs;
  }

  /** `target`: `https://HOST:PORT`, what follows is kept; or http. */
  static async start(target: string, roundTripMs: number): Promise<DistantServer> {
    const distant = new DistantServer(target, roundTripMs);
    const create = () =>
      createServer({ allowHalfOpen: true }, (socket) => {
        distant.#join(socket);
      });
    ({ port: distant.#port, servers: distant.#servers } = await listenOnLoopback(0, create));
    return distant;
  }

  /** The target's, with another port. */
  get url(): string {
    const url = new URL(this.#target);
    url.port = String(this.#port);
    return url.href.replace(/\/$/, "");
  }

  stop(): Promise<void> {
    for (const server of this.#servers) {
      server.close();
    }
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    return Promise.resolve();
  }

  #join(client: Socket): void {
    const { hostname, port } = this.#target;
    const server = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    this.#passOn(client, server, this.#roundTripMs);
    this.#passOn(server, client, 0);
  }

  /** `opensInMs`: nothing arrives before a connection is open, and then half a round trip later. */
  #passOn(from: Socket, to: Socket, opensInMs: number): void {
    const opensAt = performance.now() + opensInMs;
    const onTheWay: (() => void)[] = [];
    const later = (arrive: () => void) => {
      onTheWay.push(arrive);
      const waitMs = Math.max(0, opensAt - performance.now()) + this.#roundTripMs / 2;
      // Timers may ring in another order than they were set in; bytes arrive in that of their sending.
      setTimeout(() => onTheWay.shift()?.(), waitMs);
    };
    this.#sockets.add(from);
    from.setNoDelay().on("data", (chunk) => {
      later(() => to.write(chunk));
    });
    from.once("end", () => {
      later(() => to.end());
    });
    from.on("error", () => to.destroy());
    from.once("close", () => {
      this.#sockets.delete(from);
      later(() => to.destroy());
    });
  }
}
