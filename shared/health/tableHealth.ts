import type { Clock } from "../clock";
import type { Deadline } from "../deadline";
import { type IdentityTable, UncertainWriteError } from "../directory/IdentityTable";
import { ApiError, type ErrorCode } from "../errors";
import { EVIDENCE_MAX_AGE_MS, type Probe } from "./HealthCheck";

/** No user's key: those are made of ids. */
const NOBODY = "health";

/** What an error has to be to tell of the table, and not of the request. */
const OF_THE_TABLE: readonly ErrorCode[] = ["Misconfigured", "UpstreamRejected", "UpstreamUnavailable"];

/** A call with less time than this shows nothing of the table by its failure: perhaps it was not even asked. */
const FAIR_MS = 1_000;

/**
 * The table, made by `load` when it is first used, and a probe that tells from its use whether it works: it reads by
 * itself only when a minute had none.
 */
export function watchTable(load: () => Promise<IdentityTable>, clock: Clock): { table: IdentityTable; probe: Probe } {
  let latest: { error: ApiError | undefined; at: number } | undefined;
  const watched = async <T>(deadline: Deadline, call: (table: IdentityTable) => Promise<T>): Promise<T> => {
    const isFair = deadline.remaining() >= FAIR_MS;
    try {
      const result = await call(await load());
      latest = { error: undefined, at: clock.monotonic() };
      return result;
    } catch (thrown) {
      const error = thrown instanceof UncertainWriteError ? thrown.error : thrown;
      if (isFair && error instanceof ApiError && OF_THE_TABLE.includes(error.code)) {
        latest = { error, at: clock.monotonic() };
      }
      throw thrown;
    }
  };
  return {
    table: {
      read: async (key, deadline) => await watched(deadline, (table) => table.read(key, deadline)),
      insert: async (key, row, deadline) => await watched(deadline, (table) => table.insert(key, row, deadline)),
      replace: async (key, row, etag, deadline) =>
        await watched(deadline, (table) => table.replace(key, row, etag, deadline)),
      delete: async (key, etag, deadline) => {
        await watched(deadline, (table) => table.delete(key, etag, deadline));
      },
    },
    probe: async (deadline) => {
      if (!latest || clock.monotonic() - latest.at >= EVIDENCE_MAX_AGE_MS) {
        await watched(deadline, (table) => table.read(NOBODY, deadline));
      } else if (latest.error) {
        throw latest.error;
      }
      return { status: "healthy", message: "The table of identities answers." };
    },
  };
}
