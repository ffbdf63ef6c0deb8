import type { Clock } from "./clock";

/** The moment by which a piece of work must have ended. */
export interface Deadline {
  /** Milliseconds left; zero or less once it has passed. */
  remaining(): number;
}

export function deadlineIn(milliseconds: number, clock: Clock): Deadline {
  const end = clock.monotonic() + milliseconds;
  return { remaining: () => end - clock.monotonic() };
}

/** The same deadline, less the time for what is to be done after the work. */
export function keepingBack(milliseconds: number, deadline: Deadline): Deadline {
  return { remaining: () => deadline.remaining() - milliseconds };
}
