import type { Clock } from "../clock";
import { type Deadline, TimeLimitError, withTimeLimit } from "../deadline";
import type { RequestRecord } from "../telemetry/requestRecord";

/** `record`: that of the request that waits for it, if one does. */
export type ReadFor<T> = (record?: RequestRecord) => Promise<T>;

interface CachedReadOptions<T> {
  /** Reads the value from where it is kept; ends by itself. */
  read: ReadFor<T>;
  /** Whether a value that was read so long ago is to be read again in the background, while it serves on. */
  isDue: (value: T, ageMs: number) => boolean;
  /** Whether it counts no more, even when it cannot be read again. */
  isOver: (value: T, ageMs: number) => boolean;
  /** After a failed read, there is no other for this long. */
  cooldownMs: (error: unknown) => number;
  /** What those are told whose deadline passes while they wait. */
  tooSlow: (cause: TimeLimitError) => Error;
  clock: Clock;
}

interface ReadOptions {
  isForced: boolean;
  record: RequestRecord | undefined;
}

/**
 * A value that is read from elsewhere and kept: by one read at a time, which all who wait share. While it grows old, or
 * cannot be read again, the old one serves on.
 */
export class CachedRead<T> {
  readonly #options: CachedReadOptions<T>;
  #current: { value: T; readAt: number } | undefined;
  #pending: Promise<T> | undefined;
  #failed: { error: unknown; at: number } | undefined;
  #forcedAt = -Infinity;

  constructor(options: CachedReadOptions<T>) {
    this.#options = options;
  }

  /** The value that was read last, however old; undefined before the first. */
  get value(): T | undefined {
    return this.#current?.value;
  }

  /** The read that is under way. */
  get pending(): Promise<T> | undefined {
    return this.#pending;
  }

  /** Whether the last read failed, so that an older value, if any, serves on. */
  get hasFailed(): boolean {
    return this.#failed !== undefined;
  }

  /** The failure of the last read, during its cooldown. */
  get recentFailure(): { error: unknown } | undefined {
    const failed = this.#failed;
    return failed && this.#since(failed.at) < this.#options.cooldownMs(failed.error) ? failed : undefined;
  }

  /** Milliseconds since the last read that was forced, and succeeded. */
  get sinceForced(): number {
    return this.#since(this.#forcedAt);
  }

  /** The value, at once where there is one that counts. Rejects as the read does, or has just done. */
  async get(deadline: Deadline): Promise<T> {
    return this.#fresh() ?? (await this.wait(this.read(deadline), deadline));
  }

  /** The value that counts; when it is due, it is read again in the background. */
  #fresh(): T | undefined {
    if (!this.#current) {
      return undefined;
    }
    const { value, readAt } = this.#current;
    const ageMs = this.#since(readAt);
    if (this.#options.isOver(value, ageMs)) {
      return undefined;
    }
    if (this.#options.isDue(value, ageMs)) {
      this.read().catch(() => undefined);
    }
    return value;
  }

  /**
   * Joins the read that is under way, or begins one; rejects at once during the cooldown of a failed one. `isForced`: for
   * another reason than the value's age. `record`: that of the request that has to wait for it.
   */
  async read({ isForced = false, record }: Partial<ReadOptions> = {}): Promise<T> {
    const failed = this.recentFailure;
    if (failed) {
      throw failed.error;
    }
    this.#pending ??= this.#readAndKeep({ isForced, record }).finally(() => {
      this.#pending = undefined;
    });
    return await this.#pending;
  }

  /** What `read` brings, if it does so before the deadline; else it goes on alone, for those who come later. */
  async wait<R>(read: Promise<R>, deadline: Deadline): Promise<R> {
    const { clock, tooSlow } = this.#options;
    try {
      return await withTimeLimit(deadline.remaining(), clock, () => read);
    } catch (error) {
      throw error instanceof TimeLimitError ? tooSlow(error) : error;
    }
  }

  /** Lets the next read begin at once. */
  forgetFailure(): void {
    this.#failed = undefined;
  }

  async #readAndKeep({ isForced, record }: ReadOptions): Promise<T> {
    const { read, clock } = this.#options;
    try {
      const value = await read(record);
      this.#failed = undefined;
      this.#current = { value, readAt: clock.monotonic() };
      this.#forcedAt = isForced ? clock.monotonic() : this.#forcedAt;
      return value;
    } catch (error) {
      this.#failed = { error, at: clock.monotonic() };
      throw error;
    }
  }

  #since(time: number): number {
    return this.#options.clock.monotonic() - time;
  }
}
