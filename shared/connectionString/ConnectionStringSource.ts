import type { Clock } from "../clock";
import type { Deadline } from "../deadline";
import { ApiError } from "../errors";
import type { Log } from "../log";
import { CachedRead } from "../resilience/CachedRead";
import type { ConnectionString } from "./parseConnectionString";

/** After a failed or a forced read, the vault is left alone for this long. */
export const READ_COOLDOWN_MS = 2_000;

interface SourceOptions {
  /** Reads the connection string from where it is kept; ends by itself. Rejects with an ApiError. */
  read: () => Promise<ConnectionString>;
  maxAgeSeconds: number;
  clock: Clock;
  log: Log;
}

/**
 * The connection string of the moment. It is read at most once at a time, kept for its maximum age, and then read again
 * in the background while the old one serves on; it also serves on while it cannot be read. An unchanged value stays
 * the same object, so it can stand for what was built from it.
 */
export class ConnectionStringSource {
  readonly #options: SourceOptions;
  readonly #cached: CachedRead<ConnectionString>;
  #ahead: Promise<void> | undefined;

  constructor(options: SourceOptions) {
    this.#options = options;
    this.#cached = new CachedRead({
      read: () => this.#read(),
      refreshAfterMs: options.maxAgeSeconds * 1000,
      cooldownMs: () => READ_COOLDOWN_MS,
      tooSlow: vaultIsSlow,
      clock: options.clock,
    });
  }

  /**
   * Reads it before anybody asks. A failure is logged, and does not count: there is no cooldown after it, and a request
   * that has waited for this read begins one of its own.
   */
  async readAhead(): Promise<void> {
    if (this.#cached.value ?? this.#cached.pending) {
      return;
    }
    this.#ahead = this.#cached.read().then(
      () => undefined,
      (error: unknown) => {
        this.#cached.forgetFailure();
        const message = "The connection string could not be read ahead of the first request, which will try again.";
        this.#options.log("warn", { message, error });
      },
    );
    await this.#ahead;
    this.#ahead = undefined;
  }

  /** @throws ApiError when there is none yet and it cannot be read before the deadline */
  async get(deadline: Deadline): Promise<ConnectionString> {
    if (this.#ahead) {
      await this.#settled(this.#ahead, deadline);
    }
    return await this.#cached.get(deadline);
  }

  /**
   * The connection string to try after ACS has refused `refused`: one that has come since, or one read afresh; the same
   * object when there is no other.
   */
  async getAfterRefusal(refused: ConnectionString, deadline: Deadline): Promise<ConnectionString> {
    const cached = this.#cached;
    const isStillRefused = () => cached.value === refused;
    if (isStillRefused() && cached.pending) {
      // This read began before the refusal, so it may bring what was there before the key was changed.
      await this.#settled(cached.pending, deadline);
    }
    if (isStillRefused() && (cached.pending ?? cached.sinceForced >= READ_COOLDOWN_MS)) {
      await this.#settled(cached.read({ isForced: true }), deadline);
    }
    return cached.value ?? refused;
  }

  /**
   * The connection string as a read brings it that begins after this call. Those who ask meanwhile share one read, and
   * wait out the cooldown before it.
   * @throws ApiError UpstreamUnavailable when it cannot be read before the deadline, or could not just now
   */
  async readAfresh(deadline: Deadline): Promise<ConnectionString> {
    const cached = this.#cached;
    if (cached.pending) {
      await this.#settled(cached.pending, deadline);
    }
    const leftMs = READ_COOLDOWN_MS - cached.sinceForced;
    if (leftMs > 0 && !cached.pending && !cached.recentFailure) {
      await this.#settled(this.#options.clock.sleep(leftMs), deadline);
    }
    try {
      return await cached.wait(cached.read({ isForced: true }), deadline);
    } catch (error) {
      throw cannotConfirm(error);
    }
  }

  /** Whether the last read failed, so that an older value serves on. */
  get isStale(): boolean {
    return this.#cached.hasFailed;
  }

  async #read(): Promise<ConnectionString> {
    const { read, log } = this.#options;
    try {
      return this.#unlessUnchanged(await read());
    } catch (error) {
      if (this.#cached.value) {
        log("warn", { message: "The connection string cannot be read; the previous one stays in use.", error });
      }
      throw error;
    }
  }

  #unlessUnchanged(value: ConnectionString): ConnectionString {
    const current = this.#cached.value;
    const isUnchanged = current?.endpoint === value.endpoint && current.accessKey === value.accessKey;
    return isUnchanged ? current : value;
  }

  /** However it ends; the deadline alone cuts it short. */
  async #settled(work: Promise<unknown>, deadline: Deadline): Promise<void> {
    await this.#cached.wait(work, deadline).catch(() => undefined);
  }
}

function cannotConfirm(cause: unknown): ApiError {
  return new ApiError(
    "UpstreamUnavailable",
    "Key Vault cannot be read, so it is not known whether this service has moved to another ACS resource; try again in 2 seconds.",
    { retryAfterSeconds: 2, cause },
  );
}

function vaultIsSlow(cause: unknown): ApiError {
  return new ApiError("UpstreamUnavailable", "Key Vault did not answer in time; try again in 2 seconds.", {
    retryAfterSeconds: 2,
    cause,
  });
}
