import type { IncomingMessage } from "node:http";
import { Agent, type AgentOptions } from "node:https";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";

/**
 * An idle connection is kept for so long where the server does not say how long it does: for less than the two minutes of
 * HTTP.sys and the four of Azure's load balancers and outbound NAT, which drop it without a word.
 */
export const KEPT_MS = 110_000;

/** Closed so long before the server would close it: what is sent by then has arrived in time. */
const MARGIN_MS = 1_000;

/**
 * Keeps connections for less than their server does: one that is used just when the server closes it fails a request of
 * which nobody can tell whether it was acted on, so a creation could not be made again. Node's own agent pays no
 * attention to `Keep-Alive: timeout` unless it has a time limit of its own, and then leaves no margin.
 */
export class KeepAliveAgent extends Agent {
  readonly #keptMs: number;
  /** What the server has announced on a connection, in milliseconds. */
  readonly #announced = new WeakMap<Duplex, number>();

  constructor({ keptMs = KEPT_MS, ...options }: AgentOptions & { readonly keptMs?: number } = {}) {
    super({ ...options, keepAlive: true });
    this.#keptMs = keptMs;
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
