import { createLocalJWKSet, type CryptoKey, errors } from "jose";
import type { Clock } from "../../clock";
import type { Deadline } from "../../deadline";
import { ApiError } from "../../errors";
import type { Log } from "../../log";
import { CachedRead } from "../../resilience/CachedRead";
import type { RequestRecord } from "../../telemetry/requestRecord";
import { invalidCredential } from "../refusals";
import type { TokenHeader } from "./readHeader";
import { keysCannotBeRead, type ReadKeySet } from "./readKeySet";

/** Keys of this age are fetched again in the background, so that a withdrawn one does not count for long. */
export const KEYS_REFRESH_AFTER_MS = 10 * 60 * 1000;

/** Keys of this age count no more, even when the issuer cannot be reached. */
export const KEYS_DROP_AFTER_MS = 60 * 60 * 1000;

/** After a fetch for a key that was not known, no other unknown key causes one for this long: anybody can name some. */
export const UNKNOWN_KEY_COOLDOWN_MS = 10_000;

/** After a failed fetch, the issuer is left alone for this long. */
export const FAILED_READ_COOLDOWN_MS = 2_000;

/** After one that found no issuer there, for this long: the operator has to do something first. */
export const NO_ISSUER_COOLDOWN_MS = 60_000;

interface IssuerKeysOptions {
  issuer: string;
  read: ReadKeySet;
  clock: Clock;
  log: Log;
  /** Is kept up to date. */
  failures?: IssuerFailures | undefined;
}

/** The issuers whose keys could not be read the last time, and why. */
export type IssuerFailures = Map<string, ApiError>;

/** The keys that an issuer published at one time. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

/** The keys of one set that a token may be signed with. */
interface Candidates {
  readonly set: KeySet;
  readonly keys: readonly CryptoKey[];
}

/**
 * The published keys of one issuer: fetched when first needed, one fetch at a time for all who wait, kept, fetched again
 * when they are old or when a token names a key that is not among them.
 *
 * Not jose's `createRemoteJWKSet`: that one has no discovery, drops keys that are old while the issuer is down, asks again
 * with every token after a failed fetch, and knows neither a deadline nor a clock of ours.
 */
export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  readonly #cached: CachedRead<KeySet>;

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
    this.#cached = new CachedRead({
      read: (record) => this.#read(record),
      isDue: (_, ageMs) => ageMs >= KEYS_REFRESH_AFTER_MS,
      isOver: (_, ageMs) => ageMs >= KEYS_DROP_AFTER_MS,
      cooldownMs: cooldownAfter,
      tooSlow: keysCannotBeRead,
      clock: options.clock,
    });
  }

  /** The set that counts now. Rejects as `candidatesFor` does when there is none. */
  current(deadline: Deadline): Promise<KeySet> {
    return this.#cached.get(deadline);
  }

  /**
   * The keys that a token may be signed with: nearly always one, more where several go by the same name.
   * @throws ApiError InvalidCredential when the issuer has no such key, UpstreamUnavailable when that cannot be told,
   * Misconfigured when there is no such issuer
   */
  async candidatesFor(header: TokenHeader, deadline: Deadline): Promise<Candidates> {
    const current = await this.current(deadline);
    const known = await find(current, header);
    if (known.length > 0) {
      return { set: current, keys: known };
    }
    const set = await this.#newerThan(current, deadline);
    const keys = await find(set, header);
    if (keys.length === 0) {
      throw invalidCredential("The access token is signed with a key that its issuer does not publish.");
    }
    return { set, keys };
  }

  /**
   * The set that has come since `set`, or one fetched now; `set` itself while that would be too often. A failed fetch has
   * a cooldown of its own, after which an unknown key may be asked for again.
   */
  async #newerThan(set: KeySet, deadline: Deadline): Promise<KeySet> {
    const cached = this.#cached;
    if (cached.value && cached.value !== set) {
      return cached.value;
    }
    return !cached.pending && cached.sinceForced < UNKNOWN_KEY_COOLDOWN_MS
      ? set
      : await cached.wait(cached.pending ?? cached.read({ isForced: true, record: deadline.record }), deadline);
  }

  async #read(record: RequestRecord | undefined): Promise<KeySet> {
    const { issuer, read, failures } = this.#options;
    try {
      const set = createLocalJWKSet(await read(issuer, record));
      failures?.delete(issuer);
      return set;
    } catch (thrown) {
      const error = thrown instanceof ApiError ? thrown : keysCannotBeRead(thrown);
      failures?.set(issuer, error);
      this.#report(error);
      throw error;
    }
  }

  #report(error: ApiError): void {
    const { issuer, log } = this.#options;
    if (error.code === "Misconfigured") {
      log("error", { message: `${error.message} ${HOW_TO_NAME_AN_ISSUER}`, error });
    } else if (this.#cached.value) {
      log("warn", {
        message: `The keys of the issuer ${issuer} cannot be read; the previous ones stay in use.`,
        error,
      });
    }
  }
}

const HOW_TO_NAME_AN_ISSUER =
  "An issuer is named as tokens have it in iss; with Azure AD B2C, whose default issuer has no discovery document, choose in the user flow the one of the form https://NAME.b2clogin.com/tfp/TENANT_ID/POLICY/v2.0/ and name that.";

function cooldownAfter(error: unknown): number {
  return error instanceof ApiError && error.code === "Misconfigured" ? NO_ISSUER_COOLDOWN_MS : FAILED_READ_COOLDOWN_MS;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) {
    list.push(item);
  }
  return list;
}

/** None when the set has no such key. */
async function find(set: KeySet, { alg, kid }: TokenHeader): Promise<CryptoKey[]> {
  try {
    return [await set({ alg, kid })];
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) {
      return [];
    }
    const several = error instanceof errors.JWKSMultipleMatchingKeys ? await all(error) : [];
    if (several.length > 0) {
      return several;
    }
    throw keysCannotBeRead(error);
  }
}
