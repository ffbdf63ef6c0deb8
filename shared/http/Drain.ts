import type { Clock } from "../clock";
import { withTimeLimit } from "../deadline";
import { ApiError } from "../errors";
import type { Steps } from "./endpoint";

/**
 * How long requests under way are waited for. The Functions host gives the worker five seconds between its message that
 * it ends and its end, and what comes after this, such as the export of spans, needs some of it.
 */
export const DRAIN_LIMIT_MS = 4_000;

/** What a reply needs to get from the handler through the library and the worker to the host. */
const REPLY_MS = 100;

/**
 * Lets the app end without breaking off what it does. The worker ends as soon as the app's appTerminate hooks have: what
 * is under way then is cut off, and an identity that is being created may be left to nobody.
 */
export class Drain {
  readonly #clock: Clock;
  #underWay = 0;
  #isEnding = false;
  #idle: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The steps of an endpoint, waited for once begun. @throws ApiError ServerBusy from the end on: ask another instance */
  watch(steps: Steps): Steps {
    return async (call) => {
      if (this.#isEnding) {
        throw new ApiError("ServerBusy", "This instance is shutting down; try again in 1 second.", {
          retryAfterSeconds: 1,
        });
      }
      this.#underWay++;
      try {
        return await steps(call);
      } finally {
        this.#underWay--;
        if (this.#underWay === 0) {
          this.#idle();
        }
      }
    };
  }

  /**
   * Refuses requests from now on, and resolves when those under way have ended, or have had their time, and the reply of the
   * last one, which may have ended just before, has gone out.
   */
  async end(): Promise<void> {
    this.#isEnding = true;
    if (this.#underWay > 0) {
      const idle = new Promise<void>((resolve) => (this.#idle = resolve));
      await withTimeLimit(DRAIN_LIMIT_MS - REPLY_MS, this.#clock, () => idle).catch(() => undefined);
    }
    await this.#clock.sleep(REPLY_MS);
  }
}
