import type { IssuerFailures } from "../callers/jwt/IssuerKeys";
import type { ReadKeySet } from "../callers/jwt/readKeySet";
import type { Clock } from "../clock";
import { withTimeLimit } from "../deadline";
import { ApiError } from "../errors";
import { EVIDENCE_MAX_AGE_MS, type Probe } from "./HealthCheck";

interface ProbeOptions {
  issuers: readonly string[];
  /** Kept up to date by whoever reads their keys. */
  failures: IssuerFailures;
  read: ReadKeySet;
  clock: Clock;
}

/**
 * Whether the issuers' keys can be read. Each issuer is asked once at first, and while the last reading has failed once a
 * minute; else what the tokens of users bring about tells. What passes is degraded: the keys that are there serve on.
 */
export function issuersProbe({ issuers, failures, read, clock }: ProbeOptions): Probe {
  const askedAt = new Map<string, number>();
  const ask = async (issuer: string) => {
    askedAt.set(issuer, clock.monotonic());
    try {
      await read(issuer);
      failures.delete(issuer);
    } catch (error) {
      if (error instanceof ApiError) {
        failures.set(issuer, error);
      }
    }
  };
  const isDue = (issuer: string) => {
    const at = askedAt.get(issuer);
    return at === undefined || (failures.has(issuer) && clock.monotonic() - at >= EVIDENCE_MAX_AGE_MS);
  };
  return async (deadline) => {
    const asking = Promise.all(issuers.filter(isDue).map(ask));
    await withTimeLimit(deadline.remaining(), clock, () => asking);
    const failed = issuers.flatMap((issuer) => failures.get(issuer) ?? []);
    if (failed.length === 0) {
      return { status: "healthy", message: "The keys of each issuer were read." };
    }
    const isForGood = failed.length === issuers.length && failed.every(({ code }) => code === "Misconfigured");
    const message = [...new Set(failed.map((error) => error.message))].join(" ");
    return { status: isForGood ? "unhealthy" : "degraded", message };
  };
}
