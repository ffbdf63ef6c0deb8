import type { Clock } from "../clock";
import type { Deadline } from "../deadline";
import { ApiError } from "../errors";
import type { Log } from "../log";
import { TimeLimitError, withTimeLimit } from "../withTimeLimit";
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
  #current: { value: ConnectionString; readAt: number } | undefined;
  #pending: Promise<ConnectionString> | undefined;
  #ahead: Promise<void> | undefined;
  #failed: { error: unknown; at: number } | undefined;
  #forcedAt = -Infinity;

  constructor(options: SourceOptions) {
    this.#options = options;
  }

  /**
   * Reads it before anybody asks. A failure is logged, and does not count: there is no cooldown after it, and a request
   * that has waited for this read begins one of its own.
   */
  async readAhead(): Promise<void> {
    if (this.#current || this.#pending) {
      return;
    }
    this.#ahead = this.#read().then(
      () => undefined,
      (error: unknown) => {
        this.#failed = undefined;
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
      await this.#waitQuietly(this.#ahead, deadline);
    }
    if (this.#current) {
      this.#refreshWhenDue(this.#current.readAt);
      return this.#current.value;
    }
    if (this.#failed && this.#hasJustFailed()) {
      throw this.#failed.error;
    }
    return await this.#waitFor(this.#read(), deadline);
  }

  /**
   * The connection string to try after ACS has refused `refused`: one that has come since, or one read afresh; the same
   * object when there is no other.
   */
  async getAfterRefusal(refused: ConnectionString, deadline: Deadline): Promise<ConnectionString> {
    const isStillRefused = () => this.#current?.value === refused;
    if (isStillRefused() && this.#pending) {
      // This read began before the refusal, so it may bring what was there before the key was changed.
      await this.#waitQuietly(this.#pending, deadline);
    }
    if (isStillRefused() && (this.#pending ?? !this.#isCoolingDown())) {
      await this.#waitQuietly(this.#read({ isForced: true }), deadline);
    }
    return this.#current?.value ?? refused;
  }

  /**
   * The connection string as a read brings it that begins after this call. Those who ask meanwhile share one read, and
   * wait out the cooldown before it.
   * @throws ApiError UpstreamUnavailable when it cannot be read before the deadline, or could not just now
   */
  async readAfresh(deadline: Deadline): Promise<ConnectionString> {
    if (this.#pending) {
      await this.#waitQuietly(this.#pending, deadline);
    }
    if (!this.#pending && !this.#hasJustFailed()) {
      await this.#waitQuietly(this.#cooldown(), deadline);
    }
    if (this.#failed && this.#hasJustFailed()) {
      throw cannotConfirm(this.#failed.error);
    }
    try {
      return await this.#waitFor(this.#read({ isForced: true }), deadline);
    } catch (error) {
      throw cannotConfirm(error);
    }
  }

  /** Whether the last read failed, so that an older value serves on. */
  get isStale(): boolean {
    return this.#failed !== undefined;
  }

  #refreshWhenDue(readAt: number): void {
    const { clock, maxAgeSeconds } = this.#options;
    const isDue = clock.monotonic() - readAt >= maxAgeSeconds * 1000;
    if (isDue && !this.#hasJustFailed()) {
      this.#read().catch(() => undefined);
    }
  }

  /** Joins the read that is under way, or begins one. */
  #read({ isForced = false } = {}): Promise<ConnectionString> {
    this.#pending ??= this.#readAndKeep().finally(() => {
      this.#pending = undefined;
      this.#forcedAt = isForced ? this.#options.clock.monotonic() : this.#forcedAt;
    });
    return this.#pending;
  }

  async #readAndKeep(): Promise<ConnectionString> {
    const { read, clock, log } = this.#options;
    try {
      const value = await read();
      this.#failed = undefined;
      this.#current = { value: this.#unlessUnchanged(value), readAt: clock.monotonic() };
      return this.#current.value;
    } catch (error) {
      this.#failed = { error, at: clock.monotonic() };
      if (this.#current) {
        log("warn", { message: "The connection string cannot be read; the previous one stays in use.", error });
      }
      throw error;
    }
  }

  #unlessUnchanged(value: ConnectionString): ConnectionString {
    const current = this.#current?.value;
    const isUnchanged = current?.endpoint === value.endpoint && current.accessKey === value.accessKey;
    return isUnchanged ? current : value;
  }

  async #waitFor<T>(read: Promise<T>, deadline: Deadline): Promise<T> {
    try {
      return await withTimeLimit(deadline.remaining(), this.#options.clock, () => read);
    } catch (error) {
      throw error instanceof TimeLimitError ? vaultIsSlow(error) : error;
    }
  }

  async #waitQuietly(read: Promise<unknown>, deadline: Deadline): Promise<void> {
    await this.#waitFor(read, deadline).catch(() => undefined);
  }

  async #cooldown(): Promise<void> {
    const { clock } = this.#options;
    const leftMs = this.#forcedAt + READ_COOLDOWN_MS - clock.monotonic();
    if (leftMs > 0) {
      await clock.sleep(leftMs);
    }
  }

  #isCoolingDown(): boolean {
    return this.#isRecent(this.#forcedAt) || this.#hasJustFailed();
  }

  #hasJustFailed(): boolean {
    return this.#failed !== undefined && this.#isRecent(this.#failed.at);
  }

  #isRecent(time: number): boolean {
    return this.#options.clock.monotonic() - time < READ_COOLDOWN_MS;
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
