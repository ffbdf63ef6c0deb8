import type { Clock } from "../clock";
import type { Deadline } from "../deadline";
import { ApiError } from "../errors";
import { createPolicies, type Policies, retry } from "../resilience/retry";
import { UpstreamFailure } from "../resilience/UpstreamFailure";
import { UncertainWriteError } from "./IdentityTable";
import { MissingTableError, tableApiError, tableErrorCodeOf, tableFailure } from "./tableFailure";

interface TableCallsOptions {
  tableName: string;
  /** Does nothing when the table is there. */
  createTable: (signal: AbortSignal) => Promise<void>;
  clock: Clock;
  random: () => number;
}

interface CallOptions {
  /** The error codes that are no failure, but an answer: it is not so. */
  isAnswer: readonly string[];
  deadline: Deadline;
}

type Call<T> = (signal: AbortSignal) => Promise<T>;

/** Calls to a table: tried again while the deadline allows, after the table was created where it was missing. */
export class TableCalls {
  readonly #options: TableCallsOptions;
  readonly #policies: Policies;

  constructor(options: TableCallsOptions) {
    this.#options = options;
    this.#policies = createPolicies(options.clock);
  }

  /** What the call brings; undefined for an answer in the negative. @throws ApiError */
  async read<T>(call: Call<T>, { isAnswer, deadline }: CallOptions): Promise<T | undefined> {
    return await this.#retry((signal) => this.#answerOf(call, isAnswer, signal), deadline);
  }

  /** As `read`, for a call that changes something. @throws UncertainWriteError when one of the tries may yet do so */
  async write<T>(call: Call<T>, { isAnswer, deadline }: CallOptions): Promise<T | undefined> {
    try {
      return await this.#retry((signal) => this.#answerOf(call, isAnswer, signal), deadline);
    } catch (error) {
      const mayHaveActed =
        error instanceof ApiError && error.cause instanceof UpstreamFailure && error.cause.mayHaveActed;
      throw mayHaveActed ? new UncertainWriteError(error) : error;
    }
  }

  async #retry<T>(call: Call<T>, deadline: Deadline): Promise<T> {
    const { clock, random, tableName } = this.#options;
    try {
      return await retry(call, { idempotent: true, deadline, clock, random, policies: this.#policies });
    } catch (error) {
      throw error instanceof UpstreamFailure ? tableApiError(error, tableName) : error;
    }
  }

  /** @throws UpstreamFailure */
  async #answerOf<T>(call: Call<T>, isAnswer: readonly string[], signal: AbortSignal): Promise<T | undefined> {
    try {
      return await this.#inTable(call, signal);
    } catch (error) {
      if (isAnswer.includes(tableErrorCodeOf(error) ?? "")) {
        return undefined;
      }
      throw tableFailure(error, this.#options.clock.now());
    }
  }

  async #inTable<T>(call: Call<T>, signal: AbortSignal): Promise<T> {
    try {
      return await call(signal);
    } catch (error) {
      if (tableErrorCodeOf(error) !== "TableNotFound") {
        throw error;
      }
      await this.#createTable(signal);
      return await call(signal);
    }
  }

  async #createTable(signal: AbortSignal): Promise<void> {
    try {
      await this.#options.createTable(signal);
    } catch (error) {
      const { kind } = tableFailure(error, this.#options.clock.now());
      throw kind === "credentialRefused" ? new MissingTableError(error) : error;
    }
  }
}
