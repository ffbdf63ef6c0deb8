import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent } from "node:https";
import type { Socket } from "node:net";
import { createSecureContext } from "node:tls";
import type { DevelopmentCa } from "../../kit/developmentCa";
import { concerns, FaultInForce } from "../../kit/injection";
import { LoopbackServer } from "../../kit/LoopbackServer";
import type { ClosingConnections, Fault, RequestFault } from "./Fault";
import { forward } from "./forward";
import { misbehave } from "./misbehave";

const KEPT_MS = 1_000;

interface FaultProxyOptions {
  /** The development CA, which the clients trust, and which has signed the target's certificate too. */
  ca: DevelopmentCa;
  /** Where requests go: `https://HOST:PORT`. */
  target: string;
}

/** A fault that a proxy was given. */
export interface InjectedFault {
  /** How many requests met it so far; connections, for an expired certificate. */
  readonly met: number;
  /** Ends it. Requests that it caught stay caught. */
  remove(): Promise<void>;
}

/**
 * A service on loopback that stands before another one, and misbehaves when it is told to. Without a fault each request
 * is passed on as it came, Host header and all, so that what the client signed stays right.
 */
export class FaultProxy {
  readonly #options: FaultProxyOptions;
  /** Keeps connections for less than the other side does: one that is closed just when it is used is a fault nobody asked for. */
  readonly #agent: Agent;
  readonly #connections = new Connections();
  readonly #server: LoopbackServer;
  #faults: FaultInForce<Fault>[] = [];

  private constructor(options: FaultProxyOptions, caPem: string) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, timeout: KEPT_MS, secureContext: createSecureContext({ ca: caPem }) });
    this.#server = new LoopbackServer(
      options.ca,
      (request, response) => void this.#answer(request, response),
      0,
      (socket) => {
        this.#connected(socket);
      },
    );
  }

  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options, await readFile(options.ca.caFile, "utf8"));
    await proxy.#server.start();
    return proxy;
  }

  /** `https://localhost:PORT` */
  get origin(): string {
    return this.#server.origin;
  }

  /** Misbehaves so from now on. Of several faults a request meets the oldest that is for it. */
  async inject(fault: Fault): Promise<InjectedFault> {
    const inForce = new FaultInForce(fault);
    this.#faults.push(inForce);
    await this.#apply(inForce);
    return {
      get met() {
        return inForce.met;
      },
      remove: async () => {
        this.#faults = this.#faults.filter((each) => each !== inForce);
        await this.#apply(inForce);
      },
    };
  }

  /** Idle connections that are open, and are not kept for longer than was announced. */
  get kept(): number {
    return this.#connections.kept;
  }

  async stop(): Promise<void> {
    this.#faults = [];
    await this.#server.stop();
    this.#agent.destroy();
  }

  /** Makes listener and certificate what they should be; kept connections would know of neither. */
  async #apply({ fault }: FaultInForce<Fault>): Promise<void> {
    if (fault.kind === "refused") {
      await (this.#has("refused") ? this.#server.refuse() : this.#server.start());
    } else if (fault.kind === "expiredCertificate") {
      this.#chooseCertificate();
      this.#server.closeConnections();
    }
  }

  #has(kind: Fault["kind"]): boolean {
    return this.#faults.some(({ fault, isSpent }) => fault.kind === kind && !isSpent);
  }

  #chooseCertificate(): void {
    const { certificate, expiredCertificate, key } = this.#options.ca;
    this.#server.useCertificate({
      certificate: this.#has("expiredCertificate") ? expiredCertificate : certificate,
      key,
    });
  }

  #connected(socket: Socket): void {
    this.#connections.add(socket);
    const expired = this.#faults.find(({ fault, isSpent }) => fault.kind === "expiredCertificate" && !isSpent);
    if (expired) {
      expired.meet();
      this.#chooseCertificate();
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const closing = this.#faults.find(isAboutClosing);
    const isTooLate = this.#connections.use(request);
    if (closing && isTooLate) {
      closing.meet();
      request.socket.destroy();
      return;
    }
    if (closing) {
      const { afterSeconds } = closing.fault;
      response.setHeader("Keep-Alive", `timeout=${afterSeconds}`);
      response.once("finish", () => {
        this.#connections.keep(request, afterSeconds * 1000);
      });
    }
    const fault = this.#faultFor(request);
    try {
      await misbehave(fault, {
        request,
        response,
        passOn: () => forward(request, this.#options.target, this.#agent),
        reset: () => {
          this.#connections.reset(request);
        },
      });
    } catch {
      // The target or the client went away: whoever is left sees a closed connection.
      request.socket.destroy();
    }
  }

  #faultFor({ method = "", url = "" }: IncomingMessage): RequestFault | undefined {
    const inForce = this.#faults
      .filter(isAboutRequests)
      .find(({ fault, isSpent }) => !isSpent && concerns(fault, { method, path: decodedPath(url) }));
    inForce?.meet();
    return inForce?.fault;
  }
}

function decodedPath(url: string): string {
  const [path = ""] = url.split("?");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isAboutClosing(inForce: FaultInForce<Fault>): inForce is FaultInForce<ClosingConnections> {
  return inForce.fault.kind === "closing";
}

function isAboutRequests(inForce: FaultInForce<Fault>): inForce is FaultInForce<RequestFault> {
  return !["refused", "expiredCertificate", "closing"].includes(inForce.fault.kind);
}

/** The connections of clients: of those that speak TLS, the TCP connections beneath, which alone can be reset. */
class Connections {
  readonly #sockets = new Map<number, Socket>();
  /** Until when those are kept that speak TLS, and are idle. */
  readonly #keptUntil = new Map<Socket, number>();

  get kept(): number {
    return [...this.#keptUntil.values()].filter((until) => until > performance.now()).length;
  }

  /** The request's connection is idle from now on, and kept for so long. */
  keep({ socket }: IncomingMessage, milliseconds: number): void {
    if (!socket.destroyed) {
      this.#keptUntil.set(socket, performance.now() + milliseconds);
      socket.once("close", () => this.#keptUntil.delete(socket));
    }
  }

  /** The request's connection is idle no more; whether it was for longer than it was to be kept. */
  use({ socket }: IncomingMessage): boolean {
    const until = this.#keptUntil.get(socket) ?? Infinity;
    this.#keptUntil.delete(socket);
    return until <= performance.now();
  }

  add(socket: Socket): void {
    const port = socket.remotePort ?? 0;
    this.#sockets.set(port, socket);
    socket.once("close", () => {
      if (this.#sockets.get(port) === socket) {
        this.#sockets.delete(port);
      }
    });
  }

  /** Ends the request's connection by a TCP reset. */
  reset({ socket }: IncomingMessage): void {
    this.#sockets.get(socket.remotePort ?? 0)?.resetAndDestroy();
  }
}
