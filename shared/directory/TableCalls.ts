import type { Clock } from "../clock";
import type { Deadline } from "../deadline";
import { ApiError } from "../errors";
import type { CallOptions } from "../resilience/callOptions";
import { type Call, createPolicies, type Policies, retry } from "../resilience/retry";
import { UpstreamFailure } from "../resilience/UpstreamFailure";
import { UncertainWriteError } from "./IdentityTable";
import { MissingTableError, tableApiError, tableErrorCodeOf, tableFailure } from "./tableFailure";

interface TableCallsOptions {
  tableName: string;
  /** Does nothing when the table is there. */
  createTable: Call<void>;
  clock: Clock;
  random: () => number;
}

interface Asking {
  /** The error codes that are no failure, but an answer: it is not so. */
  isAnswer: readonly string[];
  deadline: Deadline;
}

/** Calls to a table: tried again while the deadline allows, after the table was created where it was missing. */
export class TableCalls {
  readonly #options: TableCallsOptions;
  readonly #policies: Policies;

  constructor(options: TableCallsOptions) {
    this.#options = options;
    this.#policies = createPolicies(options.clock);
  }

  /** What the call brings; undefined for an answer in the negative. @throws ApiError */
  async read<T>(call: Call<T>, { isAnswer, deadline }: Asking): Promise<T | undefined> {
    return await this.#retry((options) => this.#answerOf(call, isAnswer, options), deadline);
  }

  /** As `read`, for a call that changes something. @throws UncertainWriteError when one of the tries may yet do so */
  async write<T>(call: Call<T>, { isAnswer, deadline }: Asking): Promise<T | undefined> {
    try {
      return await this.#retry((options) => this.#answerOf(call, isAnswer, options), deadline);
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
  async #answerOf<T>(call: Call<T>, isAnswer: readonly string[], options: CallOptions): Promise<T | undefined> {
    try {
      return await this.#inTable(call, options);
    } catch (error) {
      if (isAnswer.includes(tableErrorCodeOf(error) ?? "")) {
        return undefined;
      }
      throw tableFailure(error, this.#options.clock.now());
    }
  }

  async #inTable<T>(call: Call<T>, options: CallOptions): Promise<T> {
    try {
      return await call(options);
    } catch (error) {
      if (tableErrorCodeOf(error) !== "TableNotFound") {
        throw error;
      }
      await this.#createTable(options);
      return await call(options);
    }
  }

  async #createTable(options: CallOptions): Promise<void> {
    try {
      await this.#options.createTable(options);
    } catch (error) {
      const { kind } = tableFailure(error, this.#options.clock.now());
      throw kind === "credentialRefused" ? new MissingTableError(error) : error;
    }
  }
}
