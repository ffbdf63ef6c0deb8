import type { ApiFailure } from "./ApiFailure";

const MAX_TRIES = 6;
const MAX_SECONDS = 300;

/**
 * How long to wait before the next try; undefined when none is to be made: waiting helps nobody who is signed out.
 * `random`: from 0 to 1. It spreads the tries of many pages, after the time that the service asked for, never before.
 */
export function secondsToWait(failure: ApiFailure, tries: number, random: number): number | undefined {
  const seconds = failure.retryAfterSeconds ?? 2 ** tries;
  if (failure.remedy !== "wait" || tries >= MAX_TRIES || seconds > MAX_SECONDS) {
    return undefined;
  }
  return seconds * (1 + random / 4);
}
