import type { Clock } from "../../../../../shared/clock";

/** Stands still until told; its sleeps end at once, and its alarms never ring. */
export class ManualClock implements Clock {
  /** How far the wall clock was set forward, or back, with no time passing. */
  wallStep = 0;

  constructor(public milliseconds = Date.parse("2026-08-18T09:00:00Z")) {}

  now(): number {
    return this.milliseconds + this.wallStep;
  }

  monotonic(): number {
    return this.milliseconds;
  }

  sleep(): Promise<void> {
    return Promise.resolve();
  }

  alarm(): () => void {
    return () => undefined;
  }
}
