import { setImmediate as nextTurn } from "node:timers/promises";
import type { Log } from "./log";

export type Lazy = <T>(make: () => Promise<T>) => () => Promise<T>;

/**
 * Makes something when it is first asked for, and keeps it; what cannot be made is tried again by whoever asks next. In a
 * turn of its own: to load in one turn all that a first request needs would hold up what else comes.
 */
export const lazy: Lazy = <T>(make: () => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= ownTurn()
      .then(make)
      .catch((error: unknown) => {
        made = undefined;
        throw error;
      });
    return made;
  };
};

let turns = Promise.resolve();

/** Resolves in the next turn of the event loop that no other caller has got. */
async function ownTurn(): Promise<void> {
  await (turns = turns.then(() => nextTurn()));
}

/**
 * What requests need and the start does not, in the order in which a request needs it: what makes something lazily also
 * notes it here, so that it can be made ahead of the first request.
 */
export class MadeAhead {
  readonly #steps: (() => unknown)[] = [];

  /** As the function `lazy`, and noted. */
  readonly lazy: Lazy = (make) => {
    const get = lazy(make);
    this.add(get);
    return get;
  };

  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  /**
   * Begins when the worker has answered the Functions host, so that neither the start nor the first request waits for it,
   * and lets the host have its answers between two that are made. A request that comes sooner makes what it needs itself.
   * Resolves when all is made, or the failure logged.
   */
  async make(log: Log): Promise<void> {
    for (let turn = 1; turn < TURNS_OF_THE_WORKER; turn++) {
      await nextTurn();
    }
    try {
      for (const step of this.#steps) {
        await step();
      }
    } catch (error) {
      log("error", {
        message: "The modules that requests need could not be loaded in advance; the first request will load them.",
        error,
      });
    }
  }
}

/**
 * The worker tells the Functions host in the turns after the app has started that it is ready, and then what its
 * functions are. Loading modules in these turns holds that back: with the worker's 3.9.1, one turn adds 130 ms to the
 * start, three add nothing.
 */
const TURNS_OF_THE_WORKER = 3;
