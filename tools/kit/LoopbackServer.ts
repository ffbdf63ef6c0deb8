import { once } from "node:events";
import { createServer as createPlainServer, type RequestListener, type Server as PlainServer } from "node:http";
import { createServer, Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import { listenAt, listenOnLoopback } from "./listenOnLoopback";
import { holdPort, type ReleasePort } from "./ports";

/**
 * Longer than clients keep idle connections, so that it is they who close them: a request sent while the server
 * closes would fail for no reason that the real service, behind its gateway, ever gives.
 */
const KEEP_ALIVE_MS = 10 * 60 * 1000;

type Server = PlainServer | TlsServer;

/** Certificate and private key of the server (PEM). */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/** One HTTPS service, or one in plain HTTP, on one port of the loopback addresses, or of another address that it is given. */
export class LoopbackServer {
  readonly #listener: RequestListener;
  readonly #onConnection: (socket: Socket) => void;
  readonly #host: string | undefined;
  readonly #sockets = new Set<Socket>();
  #tls: TlsFiles | undefined;
  #servers: readonly Server[] = [];
  #port: number;
  /** While connections are refused. */
  #held: Promise<ReleasePort> | undefined;

  /**
   * `port` 0 lets the system choose at the first start; later starts take the same one again. `onConnection` is given
   * each TCP connection before it speaks TLS. `host` is the only address to listen at, such as `0.0.0.0`. Without `tls` it
   * speaks plain HTTP.
   */
  constructor(
    tls: TlsFiles | undefined,
    listener: RequestListener,
    port: number,
    onConnection: (socket: Socket) => void = () => undefined,
    host?: string,
  ) {
    this.#tls = tls;
    this.#listener = listener;
    this.#port = port;
    this.#onConnection = onConnection;
    this.#host = host;
  }

  /** `https://localhost:PORT` or, without TLS, `http://localhost:PORT`; known once started. */
  get origin(): string {
    return `${this.#tls ? "https" : "http"}://localhost:${this.#port}`;
  }

  get listening(): boolean {
    return this.#servers.length > 0;
  }

  /** Does nothing when already listening. */
  async start(): Promise<void> {
    if (this.listening) {
      return;
    }
    await this.#releasePort();
    const { port, servers } = await this.#listen();
    this.#port = port;
    this.#servers = servers;
  }

  /** Closes every connection at once, in use or not, and refuses further ones; the port is kept for the next start. */
  async refuse(): Promise<void> {
    if (!this.listening) {
      return;
    }
    const closed = this.#close();
    this.#held = holdPort(this.#port);
    await Promise.all([closed, this.#held]);
  }

  /** Closes every connection at once, in use or not, and frees the port. */
  async stop(): Promise<void> {
    await this.#close();
    await this.#releasePort();
  }

  /** Closes every connection at once, in use or not, and goes on listening. */
  closeConnections(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  /** Serves connections that are yet to come with another certificate. */
  useCertificate(tls: TlsFiles): void {
    this.#tls = tls;
    for (const server of this.#servers) {
      if (server instanceof TlsServer) {
        server.setSecureContext(contextOf(tls));
      }
    }
  }

  async #listen() {
    const create = (): Server => this.#newServer();
    return this.#host === undefined ? listenOnLoopback(this.#port, create) : listenAt(this.#host, this.#port, create);
  }

  async #close(): Promise<void> {
    const servers = this.#servers;
    this.#servers = [];
    const closed = servers.map(closeServer);
    this.closeConnections();
    await Promise.all(closed);
  }

  async #releasePort(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    (await held)?.();
  }

  #newServer(): Server {
    const server = this.#tls ? createServer(contextOf(this.#tls), this.#listener) : createPlainServer(this.#listener);
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      this.#onConnection(socket);
    });
    return server;
  }
}

function contextOf({ certificate, key }: TlsFiles): { cert: string; key: string } {
  return { cert: certificate, key };
}

async function closeServer(server: Server): Promise<void> {
  server.close();
  await once(server, "close");
}
