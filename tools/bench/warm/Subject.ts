import type { Report } from "../load/messages";

export interface Load {
  /** How many call at once. */
  readonly clients: number;
  readonly seconds: number;
}

/** What one run has measured. */
export interface Sample extends Pick<Report, "perSecond" | "givenUp" | "p50Ms" | "p99Ms"> {
  /** Milliseconds of CPU, user and system, that the process under test takes for a request. */
  readonly cpuMs: number;
}

/** One way to get something done that is compared with others. */
export interface Subject {
  readonly name: string;
  /** Brings about what the run will use up; its time does not count. */
  prepare?(load: Load): Promise<void>;
  measure(load: Load): Promise<Sample>;
}
