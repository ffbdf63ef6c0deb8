import type { IncomingMessage } from "node:http";
import { Agent, type AgentOptions, type RequestOptions } from "node:https";
import { isIP, Socket } from "node:net";
import type { Duplex } from "node:stream";

/**
 * An idle connection is kept for so long where the server does not say how long it does: for less than the two minutes of
 * HTTP.sys and the four of Azure's load balancers and outbound NAT, which drop it without a word.
 */
export const KEPT_MS = 110_000;

/** Closed so long before the server would close it: what is sent by then has arrived in time. */
const MARGIN_MS = 1_000;

/** A connection that was opened ahead, and that no request takes, is closed after this long: sooner than any server would. */
const AHEAD_MS = 15_000;

export interface KeepAliveOptions extends AgentOptions {
  /** Milliseconds; as `KEPT_MS`. */
  readonly keptMs?: number;
  /** Milliseconds; as `AHEAD_MS`. */
  readonly aheadMs?: number;
}

/**
 * Keeps connections for less than their server does: one that is used just when the server closes it fails a request of
 * which nobody can tell whether it was acted on, so a creation could not be made again. Node's own agent pays no
 * attention to `Keep-Alive: timeout` unless it has a time limit of its own, and then leaves no margin.
 */
export class KeepAliveAgent extends Agent {
  readonly #keptMs: number;
  readonly #aheadMs: number;
  /** What the server has announced on a connection, in milliseconds. */
  readonly #announced = new WeakMap<Duplex, number>();
  /** Connections that no request has taken yet, by host and port. */
  readonly #ahead = new Map<string, Socket>();

  constructor({ keptMs = KEPT_MS, aheadMs = AHEAD_MS, ...options }: KeepAliveOptions = {}) {
    super({ ...options, keepAlive: true });
    this.#keptMs = keptMs;
    this.#aheadMs = aheadMs;
  }

  /**
   * Opens a connection with TLS, unless one stands ready, for which the next request to there then need not wait. Where
   * that fails, the request will tell.
   */
  openAhead(host: string, port: number): void {
    const options = { ...this.options, host, port, servername: isIP(host) === 0 ? host : "" };
    const origin = originOf(options);
    const socket = this.#ahead.has(origin) ? undefined : super.createConnection(options);
    if (socket instanceof Socket) {
      this.#ahead.set(origin, socket);
      socket.once("error", ignore).once("close", () => {
        if (this.#ahead.get(origin) === socket) {
          this.#ahead.delete(origin);
        }
      });
      socket.setTimeout(this.#aheadMs, () => socket.destroy());
      socket.unref();
    }
  }

  /** One that was opened ahead, where there is. Asked by Node's agent, for a request that finds none free. */
  override createConnection(...[options, callback]: Parameters<Agent["createConnection"]>): Duplex | null | undefined {
    const origin = originOf(options);
    const socket = this.#ahead.get(origin);
    if (!socket || socket.destroyed) {
      return super.createConnection(options, callback);
    }
    this.#ahead.delete(origin);
    socket.removeListener("error", ignore).removeAllListeners("timeout").setTimeout(0);
    return socket.ref();
  }

  override destroy(): void {
    this.#ahead.forEach((socket) => socket.destroy());
    super.destroy();
  }

  /** Takes note of how long the server keeps the connection that a reply came by. */
  note({ headers, socket }: IncomingMessage): void {
    const [, seconds] = /(?:^|[\s,;])timeout=(\d{1,9})/i.exec(String(headers["keep-alive"])) ?? [];
    if (seconds !== undefined) {
      this.#announced.set(socket, Number(seconds) * 1000);
    }
  }

  /** Whether it is kept. */
  override keepSocketAlive(socket: Duplex): boolean {
    super.keepSocketAlive(socket);
    const announced = this.#announced.get(socket) ?? Infinity;
    const keptMs = Math.min(this.#keptMs, announced - Math.min(MARGIN_MS, announced / 2));
    if (socket instanceof Socket) {
      // One that is idle for its time limit is closed by the agent.
      socket.setTimeout(keptMs);
    }
    return keptMs > 0;
  }
}

function originOf({ host, port }: RequestOptions): string {
  return `${host ?? ""} ${port ?? ""}`;
}

const ignore = (): void => undefined;
