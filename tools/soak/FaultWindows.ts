/** What an operation of the API cannot do without. */
export type Need = "acs" | "tables";

/** What a fault reaches: a need, or the secret with the connection string, which matters only when the key changes. */
export type Reach = Need | "secret";

interface Window {
  reach: Reach;
  from: number;
  to: number;
}

/** Requests take less than this, so what ended earlier explains none of them. */
const REMEMBERED_MS = 60_000;

/** When something behind the API was in trouble, and whom that excuses. All times in milliseconds of one clock. */
export class FaultWindows {
  #windows: Window[] = [];
  #rotations: number[] = [];

  /** Opens a window, and returns what closes it: at a time that may be yet to come. */
  open(reach: Reach, from: number): (to: number) => void {
    const window = { reach, from, to: Infinity };
    this.#windows = [...this.#windows.filter(({ to }) => to > from - REMEMBERED_MS), window];
    return (to) => {
      window.to = to;
    };
  }

  /** An access key was changed. */
  rotated(at: number): void {
    this.#rotations = [...this.#rotations.filter((each) => each > at - REMEMBERED_MS), at];
  }

  /** Whether a request with these needs may have met trouble between two times. */
  excuses(needs: readonly Need[], from: number, to: number): boolean {
    const overlaps = (start: number, end: number) => start <= to && end >= from;
    const isInTrouble = this.#windows.some(
      (window) => needs.some((need) => need === window.reach) && overlaps(window.from, window.to),
    );
    return isInTrouble || (needs.includes("acs") && this.#keysUnread().some(([start, end]) => overlaps(start, end)));
  }

  /** From a key's change, where the secret could not be read then, until it could. */
  #keysUnread(): (readonly [number, number])[] {
    return this.#windows
      .filter(({ reach }) => reach === "secret")
      .flatMap(({ from, to }) => this.#rotations.filter((at) => at >= from && at <= to).map((at) => [at, to] as const));
  }
}
