import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { holdPort, type ReleasePort } from "../../holdPort";

/**
 * Longer than clients keep idle connections, so that it is they who close them: a request sent while the server
 * closes would fail for no reason that the real service, behind its gateway, ever gives.
 */
const KEEP_ALIVE_MS = 10 * 60 * 1000;
const PORT_TRIES = 20;
const NO_IPV6 = new Set(["EAFNOSUPPORT", "EADDRNOTAVAIL"]);

/** Certificate and private key of the server (PEM). */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/** One HTTPS service on one port of 127.0.0.1 and, where there is IPv6, of ::1: whatever `localhost` means to a client. */
export class LoopbackServer {
  readonly #listener: RequestListener;
  readonly #onConnection: (socket: Socket) => void;
  readonly #sockets = new Set<Socket>();
  #tls: TlsFiles;
  #servers: Server[] = [];
  #port: number;
  /** While connections are refused. */
  #held: Promise<ReleasePort> | undefined;

  /**
   * `port` 0 lets the system choose at the first start; later starts take the same one again. `onConnection` is given
   * each TCP connection before it speaks TLS.
   */
  constructor(
    tls: TlsFiles,
    listener: RequestListener,
    port: number,
    onConnection: (socket: Socket) => void = () => undefined,
  ) {
    this.#tls = tls;
    this.#listener = listener;
    this.#port = port;
    this.#onConnection = onConnection;
  }

  /** `https://localhost:PORT`, known once started. */
  get origin(): string {
    return `https://localhost:${this.#port}`;
  }

  get listening(): boolean {
    return this.#servers.length > 0;
  }

  /** Does nothing when already listening. */
  async start(): Promise<void> {
    if (this.listening) return;
    await this.#releasePort();
    this.#servers = await this.#listenOnBoth(this.#port === 0 ? PORT_TRIES : 1);
  }

  /** Closes every connection at once, in use or not, and refuses further ones; the port is kept for the next start. */
  async refuse(): Promise<void> {
    if (!this.listening) return;
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
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Serves connections that are yet to come with another certificate. */
  useCertificate(tls: TlsFiles): void {
    this.#tls = tls;
    for (const server of this.#servers) server.setSecureContext(contextOf(tls));
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

  /** The system chooses a port for IPv4 only, so that another program may have its IPv6 twin: then another is tried. */
  async #listenOnBoth(tries: number): Promise<Server[]> {
    const ipv4 = await this.#listen("127.0.0.1", this.#port);
    const port = portOf(ipv4);
    try {
      const servers = [ipv4, await this.#listen("::1", port)];
      this.#port = port;
      return servers;
    } catch (error) {
      if (NO_IPV6.has(codeOf(error))) {
        this.#port = port;
        return [ipv4];
      }
      await closeServer(ipv4);
      if (tries > 1 && codeOf(error) === "EADDRINUSE") return this.#listenOnBoth(tries - 1);
      throw error;
    }
  }

  async #listen(host: string, port: number): Promise<Server> {
    const server = createServer(contextOf(this.#tls), this.#listener);
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      this.#onConnection(socket);
    });
    server.listen(port, host);
    await once(server, "listening");
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

function portOf(server: Server): number {
  const address = server.address();
  if (isAddressInfo(address)) return address.port;
  throw new TypeError("A TCP server has a port.");
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
