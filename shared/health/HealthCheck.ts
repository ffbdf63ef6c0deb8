import type { Clock } from "../clock";
import { type Deadline, deadlineIn } from "../deadline";
import { ApiError } from "../errors";
import { TimeLimitError } from "../withTimeLimit";

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

/** Looks at one service behind this one. An ApiError that it rejects with is a finding, too: unhealthy. */
export type Look = (deadline: Deadline) => Promise<Finding>;

/** A finding serves this long, so that probes, however many, ask the services no more often. */
export const FINDING_MAX_AGE_MS = 5_000;

const LOOK_LIMIT_MS = 4_000;

/** The health of one service behind this one, looked at when asked for, at most once in five seconds. */
export class HealthCheck {
  readonly #name: string;
  readonly #look: Look;
  readonly #clock: Clock;
  #latest: { report: Promise<CheckReport>; at: number } | undefined;

  constructor(name: string, look: Look, clock: Clock) {
    this.#name = name;
    this.#look = look;
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
      return await this.#look(deadlineIn(LOOK_LIMIT_MS, this.#clock));
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
