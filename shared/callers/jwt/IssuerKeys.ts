import { createLocalJWKSet, type CryptoKey, errors, type JSONWebKeySet } from "jose";
import type { Clock } from "../../clock";
import type { Deadline } from "../../deadline";
import { ApiError } from "../../errors";
import type { Log } from "../../log";
import { TimeLimitError, withTimeLimit } from "../../withTimeLimit";
import { invalidCredential } from "../refusals";
import { keysCannotBeRead } from "./keysCannotBeRead";
import type { TokenHeader } from "./readHeader";

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

/** Fetches the published keys of an issuer; ends by itself. Rejects with an ApiError. */
export type ReadKeySet = (issuer: string) => Promise<JSONWebKeySet>;

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

interface KeySet {
  find: ReturnType<typeof createLocalJWKSet>;
  readAt: number;
}

/**
 * The published keys of one issuer: fetched when first needed, one fetch at a time for all who wait, kept, fetched again
 * when they are old or when a token names a key that is not among them.
 */
export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  #current: KeySet | undefined;
  #pending: Promise<KeySet> | undefined;
  #failed: { error: ApiError; at: number } | undefined;
  #readForUnknownAt = -Infinity;

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
  }

  /**
   * The keys that a token may be signed with: nearly always one, more where several go by the same name.
   * @throws ApiError InvalidCredential when the issuer has no such key, UpstreamUnavailable when that cannot be told,
   * Misconfigured when there is no such issuer
   */
  async candidatesFor(header: TokenHeader, deadline: Deadline): Promise<readonly CryptoKey[]> {
    const set = await this.#keySet(deadline);
    const known = await find(set, header);
    const keys = known.length > 0 ? known : await find(await this.#newerThan(set, deadline), header);
    if (keys.length === 0) {
      throw invalidCredential("The access token is signed with a key that its issuer does not publish.");
    }
    return keys;
  }

  async #keySet(deadline: Deadline): Promise<KeySet> {
    const current = this.#current;
    const age = current ? this.#since(current.readAt) : Infinity;
    if (!current || age >= KEYS_DROP_AFTER_MS) {
      return await this.#waitFor(this.#readUnlessFailed(), deadline);
    }
    if (age >= KEYS_REFRESH_AFTER_MS) {
      this.#readUnlessFailed().catch(() => undefined);
    }
    return current;
  }

  /** The set that has come since `set`, or one fetched now; `set` itself while that would be too often. */
  async #newerThan(set: KeySet, deadline: Deadline): Promise<KeySet> {
    if (this.#current && this.#current !== set) {
      return this.#current;
    }
    if (this.#pending) {
      return await this.#waitFor(this.#pending, deadline);
    }
    const isCoolingDown = this.#since(this.#readForUnknownAt) < UNKNOWN_KEY_COOLDOWN_MS;
    return isCoolingDown ? set : await this.#waitFor(this.#readForUnknown(), deadline);
  }

  /** A failed fetch has a cooldown of its own, after which an unknown key may be asked for again. */
  async #readForUnknown(): Promise<KeySet> {
    const set = await this.#readUnlessFailed();
    this.#readForUnknownAt = this.#options.clock.monotonic();
    return set;
  }

  async #readUnlessFailed(): Promise<KeySet> {
    if (this.#failed && this.#since(this.#failed.at) < cooldownAfter(this.#failed.error)) {
      throw this.#failed.error;
    }
    this.#pending ??= this.#read().finally(() => {
      this.#pending = undefined;
    });
    return await this.#pending;
  }

  async #read(): Promise<KeySet> {
    const { issuer, read, clock, failures } = this.#options;
    try {
      const find = createLocalJWKSet(await read(issuer));
      this.#failed = undefined;
      failures?.delete(issuer);
      this.#current = { find, readAt: clock.monotonic() };
      return this.#current;
    } catch (thrown) {
      const error = thrown instanceof ApiError ? thrown : keysCannotBeRead(thrown);
      this.#failed = { error, at: clock.monotonic() };
      failures?.set(issuer, error);
      this.#report(error);
      throw error;
    }
  }

  #report(error: ApiError): void {
    const { issuer, log } = this.#options;
    if (error.code === "Misconfigured") {
      log("error", { message: `${error.message} ${HOW_TO_NAME_AN_ISSUER}`, error });
    } else if (this.#current) {
      log("warn", {
        message: `The keys of the issuer ${issuer} cannot be read; the previous ones stay in use.`,
        error,
      });
    }
  }

  async #waitFor(read: Promise<KeySet>, deadline: Deadline): Promise<KeySet> {
    try {
      return await withTimeLimit(deadline.remaining(), this.#options.clock, () => read);
    } catch (error) {
      throw error instanceof TimeLimitError ? keysCannotBeRead(error) : error;
    }
  }

  #since(time: number): number {
    return this.#options.clock.monotonic() - time;
  }
}

const HOW_TO_NAME_AN_ISSUER =
  "An issuer is named as tokens have it in iss; with Azure AD B2C, whose default issuer has no discovery document, choose in the user flow the one of the form https://NAME.b2clogin.com/tfp/TENANT_ID/POLICY/v2.0/ and name that.";

function cooldownAfter({ code }: ApiError): number {
  return code === "Misconfigured" ? NO_ISSUER_COOLDOWN_MS : FAILED_READ_COOLDOWN_MS;
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
    return [await set.find({ alg, kid })];
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
