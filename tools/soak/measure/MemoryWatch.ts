import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Clock } from "../../../shared/clock";
import { BoundedSeries, type MemoryTrend, memoryTrend } from "./memoryTrend";

const EVERY_MS = 1_000;

/** What `reportHeap.ts` writes. */
const HEAP_LINE = /^soak-heap-bytes (\d+)$/;

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
    const [, bytes] = HEAP_LINE.exec(line) ?? [];
    if (bytes !== undefined) {
      this.#heap.add({ seconds: this.#seconds(), value: Number(bytes) / 1024 });
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

/** The resident memory of a process in KiB; undefined when it is gone. */
export async function readRss(pid: number): Promise<number | undefined> {
  return (await fromProc(pid)) ?? (await fromPs(pid));
}

async function fromProc(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return kib(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]);
}

/** Where there is no /proc. */
async function fromPs(pid: number): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return kib(/^\s*(\d+)\s*$/.exec(stdout)?.[1]);
}

function kib(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** The peak of a process's resident memory, in KiB. Linux only. */
export async function readPeakRss(pid: number): Promise<number> {
  const [, kib = ""] = /^VmHWM:\s*(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib);
}
