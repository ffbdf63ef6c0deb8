import type { Clock } from "../clock";
import type { RateLimit } from "./RateLimit";

/** How long a call waits for its turn; the rest of a request's time is for the work itself. */
export const LONGEST_WAIT_MS = 3_000;

interface Flight {
  /** Settles when the work under way has ended; never rejects. */
  running: Promise<unknown>;
  /** The work that has not begun. */
  next: Promise<void> | undefined;
}

/**
 * For work that is the same whoever of a user's sessions asks for it, such as ending all the user's tokens: it is done by
 * one call at a time, as often as the limit allows, and a call shares the next work that begins after it came. Work that
 * has begun before is not enough: it may have missed a token that was issued since.
 *
 * So a session that floods this instance with calls cannot keep another one of the user's from having its way: the
 * other's call shares in what the flood asks for, or is told to come back when it can.
 */
export class SingleFlight {
  readonly #limit: RateLimit;
  readonly #clock: Clock;
  readonly #flights = new Map<string, Flight>();

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Rejects as `work` does. @throws ApiError TooManyRequests when the limit's wait is longer than one call's */
  async run(userKey: string, work: () => Promise<void>): Promise<void> {
    const flight = this.#flights.get(userKey) ?? { running: Promise.resolve(), next: undefined };
    if (!flight.next) {
      const waitMs = this.#limit.take(userKey, LONGEST_WAIT_MS);
      this.#flights.set(userKey, flight);
      flight.next = this.#fly(userKey, flight, { waitMs, work });
    }
    await flight.next;
  }

  async #fly(userKey: string, flight: Flight, { waitMs, work }: { waitMs: number; work: () => Promise<void> }) {
    if (waitMs > 0) {
      await this.#clock.sleep(waitMs);
    }
    await flight.running;
    flight.next = undefined;
    const done = work();
    const ended = done.catch(() => undefined);
    flight.running = ended;
    try {
      await done;
    } finally {
      this.#end(userKey, ended);
    }
  }

  #end(userKey: string, ended: Promise<void>): void {
    const flight = this.#flights.get(userKey);
    if (flight?.running === ended && !flight.next) {
      this.#flights.delete(userKey);
    }
  }
}
