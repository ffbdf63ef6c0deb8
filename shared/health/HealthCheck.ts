import type { Clock } from "../clock";
import { type Deadline, deadlineIn, TimeLimitError } from "../deadline";
import { ApiError } from "../errors";

/**
 * - `healthy`: it works;
 * - `degraded`: callers are served, but something needs looking at;
 * - `unhealthy`: callers get errors.
 */
export type Health = "healthy" | "degraded" | "unhealthy";

export interface Finding {
  status: Health;
  /** For the operator; free of secrets. */
  message: string;
}

export interface CheckReport extends Finding {
  name: string;
  /** When the finding was made, ISO 8601. */
  checkedAt: string;
}

/** Probes one service behind this one. An ApiError that it rejects with is a finding, too: unhealthy. */
export type Probe = (deadline: Deadline) => Promise<Finding>;

/** A finding serves this long, so that probes, however many, ask the services no more often. */
export const FINDING_MAX_AGE_MS = 5_000;

/** Longer than an issuer's keys are tried to be read, which is to end by itself: what it fails at says more. */
const PROBE_LIMIT_MS = 5_000;

/**
 * What the calls of requests have shown counts for this long. Not longer: an instance that gets no calls because it is
 * taken for ill would never be taken for well again.
 */
export const EVIDENCE_MAX_AGE_MS = 60_000;

/** The health of one service behind this one, probed when asked for, at most once in five seconds. */
export class HealthCheck {
  readonly #name: string;
  readonly #probe: Probe;
  readonly #clock: Clock;
  #latest: { report: Promise<CheckReport>; at: number } | undefined;

  constructor(name: string, probe: Probe, clock: Clock) {
    this.#name = name;
    this.#probe = probe;
    this.#clock = clock;
  }

  async report(): Promise<CheckReport> {
    const now = this.#clock.monotonic();
    if (!this.#latest || now - this.#latest.at >= FINDING_MAX_AGE_MS) {
      this.#latest = { report: this.#check(), at: now };
    }
    return await this.#latest.report;
  }

  async #check(): Promise<CheckReport> {
    const finding = await this.#find();
    return { name: this.#name, ...finding, checkedAt: new Date(this.#clock.now()).toISOString() };
  }

  async #find(): Promise<Finding> {
    try {
      return await this.#probe(deadlineIn(PROBE_LIMIT_MS, this.#clock));
    } catch (error) {
      return { status: "unhealthy", message: whatFailed(error) };
    }
  }
}

function whatFailed(error: unknown): string {
  if (error instanceof ApiError) {
    return `${error.code}: ${error.message}`;
  }
  return error instanceof TimeLimitError ? "The check did not end in time." : "The check itself failed.";
}

export interface HealthReport {
  /** That of the check that is worst off. */
  status: Health;
  checks: CheckReport[];
}

const BY_BADNESS: readonly Health[] = ["healthy", "degraded", "unhealthy"];

/** The health of this instance: of everything that it needs. */
export async function healthOf(checks: readonly HealthCheck[]): Promise<HealthReport> {
  const reports = await Promise.all(checks.map((check) => check.report()));
  const worst = Math.max(...reports.map(({ status }) => BY_BADNESS.indexOf(status)));
  return { status: BY_BADNESS[worst] ?? "healthy", checks: reports };
}
