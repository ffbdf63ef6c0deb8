import type { Clock } from "../../../shared/clock";
import { BoundedSeries } from "./BoundedSeries";
import { readHeapLine } from "./heapLine";
import { type MemoryTrend, memoryTrend } from "./memoryTrend";
import { readRss } from "./readRss";

const EVERY_MS = 1_000;

/** The memory of a process over time: resident memory by looking, heap after garbage collection as the process tells it. */
export class MemoryWatch {
  readonly #rss = new BoundedSeries();
  readonly #heap = new BoundedSeries();
  readonly #clock: Clock;
  readonly #started: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#started = clock.monotonic();
  }

  /** Looks each second until `signal` is aborted. */
  async watch(pid: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const rss = await readRss(pid);
      if (rss !== undefined) {
        this.#rss.add({ seconds: this.#seconds(), value: rss });
      }
      await this.#clock.sleep(EVERY_MS, signal).catch(() => undefined);
    }
  }

  /** Takes a log line of the process. Whether it was about the heap. */
  take(line: string): boolean {
    const bytes = readHeapLine(line);
    if (bytes !== undefined) {
      this.#heap.add({ seconds: this.#seconds(), value: bytes / 1024 });
    }
    return bytes !== undefined;
  }

  get trends(): { rss: MemoryTrend; heap: MemoryTrend } {
    return { rss: memoryTrend(this.#rss.samples), heap: memoryTrend(this.#heap.samples) };
  }

  #seconds(): number {
    return (this.#clock.monotonic() - this.#started) / 1000;
  }
}
