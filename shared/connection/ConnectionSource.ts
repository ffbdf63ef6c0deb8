import type { Clock } from "../clock";
import type { Deadline } from "../deadline";
import { ApiError } from "../errors";
import type { Log } from "../log";
import { CachedRead, type ReadFor } from "../resilience/CachedRead";
import type { RequestRecord } from "../telemetry/requestRecord";
import { type AcsAccess, type AcsConnection, isSameConnection, lifeLeftMs } from "./AcsConnection";

/** After a failed or a forced read, the origin is left alone for this long. */
export const READ_COOLDOWN_MS = 2_000;

/** Where connections are read from. */
export interface ConnectionOrigin {
  readonly access: AcsAccess;
  /** Ends by itself. Rejects with an ApiError. */
  readonly read: ReadFor<AcsConnection>;
  /** A connection of this age is read again, while it serves on. */
  readonly maxAgeMs: number;
  /** Whether another read may bring a connection to another ACS resource. */
  readonly mayMove: boolean;
  readonly texts: ConnectionTexts;
}

/** What the log and callers are told. */
interface ConnectionTexts {
  readonly unreadAhead: string;
  readonly unread: string;
  readonly slow: string;
}

interface SourceOptions {
  origin: ConnectionOrigin;
  clock: Clock;
  log: Log;
}

/**
 * The connection of the moment. It is read at most once at a time, kept until it is due, and then read again in the
 * background while the old one serves on; it also serves on while it cannot be read, until it is over. An unchanged one
 * stays the same object.
 */
export class ConnectionSource {
  readonly #options: SourceOptions;
  readonly #cached: CachedRead<AcsConnection>;
  #ahead: Promise<unknown> | undefined;

  constructor(options: SourceOptions) {
    this.#options = options;
    const { origin, clock } = options;
    this.#cached = new CachedRead({
      read: (record) => this.#read(record),
      // With a token, when half of the time is over that it had left: so it is renewed before its end.
      isDue: (connection, ageMs) => ageMs >= Math.min(origin.maxAgeMs, this.#lifeLeftMs(connection)),
      isOver: (connection) => this.#lifeLeftMs(connection) <= 0,
      cooldownMs: () => READ_COOLDOWN_MS,
      tooSlow: (cause) => unavailable(origin.texts.slow, cause),
      clock,
    });
  }

  get access(): AcsAccess {
    return this.#options.origin.access;
  }

  /**
   * Reads it before anybody asks. A failure is logged, and does not count: there is no cooldown after it, and a request
   * that has waited for this read begins one of its own. Undefined then, and where somebody has asked already.
   */
  async readAhead(): Promise<AcsConnection | undefined> {
    if (this.#cached.value ?? this.#cached.pending) {
      return undefined;
    }
    const read = this.#cached.read().catch((error: unknown) => {
      this.#cached.forgetFailure();
      this.#options.log("warn", { message: this.#options.origin.texts.unreadAhead, error });
      return undefined;
    });
    this.#ahead = read;
    const connection = await read;
    this.#ahead = undefined;
    return connection;
  }

  /** @throws ApiError when there is none yet and it cannot be read before the deadline */
  async get(deadline: Deadline): Promise<AcsConnection> {
    if (this.#ahead) {
      await this.#settled(this.#ahead, deadline);
    }
    return await this.#cached.get(deadline);
  }

  /**
   * The connection to try after ACS has refused `refused`: one that has come since, or one read afresh; the same object
   * when there is no other.
   */
  async getAfterRefusal(refused: AcsConnection, deadline: Deadline): Promise<AcsConnection> {
    const cached = this.#cached;
    const isStillRefused = () => cached.value === refused;
    if (isStillRefused() && cached.pending) {
      // This read began before the refusal, so it may bring what was there before the key was changed.
      await this.#settled(cached.pending, deadline);
    }
    if (isStillRefused() && (cached.pending ?? cached.sinceForced >= READ_COOLDOWN_MS)) {
      await this.#settled(cached.read({ isForced: true, record: deadline.record }), deadline);
    }
    return cached.value ?? refused;
  }

  /**
   * The connection that tells which ACS resource this service belongs to: where that may change from one read to the next,
   * as a read brings it that begins after this call. Those who ask meanwhile share one read, and wait out the cooldown
   * before it.
   * @throws ApiError UpstreamUnavailable when it cannot be read before the deadline, or could not just now
   */
  async confirm(deadline: Deadline): Promise<AcsConnection> {
    const cached = this.#cached;
    if (!this.#options.origin.mayMove) {
      return await cached.get(deadline);
    }
    if (cached.pending) {
      await this.#settled(cached.pending, deadline);
    }
    const leftMs = READ_COOLDOWN_MS - cached.sinceForced;
    if (leftMs > 0 && !cached.pending && !cached.recentFailure) {
      await this.#settled(this.#options.clock.sleep(leftMs), deadline);
    }
    try {
      return await cached.wait(cached.read({ isForced: true, record: deadline.record }), deadline);
    } catch (error) {
      throw unavailable(UNCONFIRMED, error);
    }
  }

  /** Whether the last read failed, so that an older one serves on. */
  get isStale(): boolean {
    return this.#cached.hasFailed;
  }

  async #read(record: RequestRecord | undefined): Promise<AcsConnection> {
    const { origin, log } = this.#options;
    try {
      return this.#unlessUnchanged(await origin.read(record));
    } catch (error) {
      if (this.#cached.value && this.#lifeLeftMs(this.#cached.value) > 0) {
        log("warn", { message: origin.texts.unread, error });
      }
      throw error;
    }
  }

  #unlessUnchanged(connection: AcsConnection): AcsConnection {
    const current = this.#cached.value;
    return current && isSameConnection(current, connection) ? current : connection;
  }

  #lifeLeftMs(connection: AcsConnection): number {
    return lifeLeftMs(connection, this.#options.clock.now());
  }

  /** However it ends; the deadline alone cuts it short. */
  async #settled(work: Promise<unknown>, deadline: Deadline): Promise<void> {
    await this.#cached.wait(work, deadline).catch(() => undefined);
  }
}

const UNCONFIRMED =
  "Key Vault cannot be read, so it is not known whether this service has moved to another ACS resource; try again in 2 seconds.";

function unavailable(message: string, cause: unknown): ApiError {
  return new ApiError("UpstreamUnavailable", message, { retryAfterSeconds: 2, cause });
}
