import { type IssuedToken, requestToken, type TokenRequest } from "./requestToken.js";
import { TokenError } from "./TokenError.js";

const TRIES = 6;
const MAX_WAIT_SECONDS = 300;
const MINUTE_MS = 60_000;
/** The SDK asks for the next token this long before the present one ends. */
const SDK_LEAD_MS = 10 * MINUTE_MS;

/** What is used of an `AbortSignal`; the Azure SDKs' own kind has it, too. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface TokenSourceOptions {
  /** Where tokens come from: `/api/me/token` of the app's own origin unless given. */
  readonly url?: string | URL | undefined;
  /** For each request, such as `Authorization` with the user's access token. */
  readonly headers?: TokenRequest["headers"] | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Ends it, for a sign-out: no request and no timer is left, and who asks is refused. */
  readonly signal?: AbortSignal | undefined;
  /** A request was answered with 401, or sent to sign in. */
  readonly onSignedOut?: (() => void) | undefined;
  readonly onIssued?: ((issued: IssuedToken) => void) | undefined;
  /** `retryInSeconds`: when the next try comes by itself; undefined where none does. */
  readonly onFailure?: ((error: TokenError, retryInSeconds: number | undefined) => void) | undefined;
}

/** The token of the signed-in user, for all who need it in a page or a worker: one request at a time, and early enough. */
export class TokenSource {
  readonly #options: TokenSourceOptions;
  readonly #request: TokenRequest;
  #held: IssuedToken | undefined;
  #renewAt = 0;
  #pending: Promise<IssuedToken> | undefined;
  /** Settles when the first of the pending tries has failed in a way that may pass. */
  #failing = Promise.resolve();
  #noteFailing: () => void = () => undefined;
  #skipWait: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: TokenSourceOptions = {}) {
    const { url = "/api/me/token", headers = () => ({}), signal } = options;
    this.#options = options;
    this.#request = { url, headers, fetch: options.fetch ?? ((...request) => fetch(...request)), signal };
    signal?.addEventListener("abort", () => {
      this.#held = undefined;
      clearTimeout(this.#timer);
      this.#skipWait?.();
    });
  }

  /** For `AzureCommunicationTokenCredential`, whose signal is not heeded: it is that of one call, and all would get its end. */
  readonly tokenRefresher = async (): Promise<string> => (await this.getToken()).token;

  /**
   * The token at hand, or the next one when it is time. `signal`: this caller waits no longer; the others do.
   * @throws TokenError without a token that is good for a while
   */
  async getToken(signal?: AbortSignalLike): Promise<IssuedToken> {
    this.#refuseAborted(signal);
    const held = this.#held;
    const left = this.#timeLeft();
    if (held && left > MINUTE_MS && Date.now() < this.#renewAt) {
      return held;
    }
    const next = this.#renew();
    if (!held || left <= MINUTE_MS) {
      return await unlessAborted(next, signal);
    }
    next.catch(() => undefined);
    if (left > SDK_LEAD_MS) {
      return held;
    }
    // Of a computer that has slept meanwhile, it may be over.
    const heldMeanwhile = this.#failing.then(() => (this.#held && this.#timeLeft() > MINUTE_MS ? this.#held : next));
    return await unlessAborted(Promise.race([next, heldMeanwhile]), signal);
  }

  /** Asks now, whatever token is at hand and however long a wait is; as `getToken` otherwise. */
  async renew(signal?: AbortSignalLike): Promise<IssuedToken> {
    this.#refuseAborted(signal);
    this.#skipWait?.();
    return await unlessAborted(this.#renew(), signal);
  }

  #renew(): Promise<IssuedToken> {
    if (!this.#pending) {
      this.#failing = new Promise((resolve) => {
        this.#noteFailing = resolve;
      });
      this.#pending = this.#tries().finally(() => {
        this.#pending = undefined;
      });
    }
    return this.#pending;
  }

  /** After a failed refresh the SDK's credential would not ask again until its token has expired: so this does. */
  async #tries(): Promise<IssuedToken> {
    clearTimeout(this.#timer);
    for (let tries = 1; ; tries++) {
      const result = await requestToken(this.#request);
      this.#options.signal?.throwIfAborted();
      if (!(result instanceof TokenError)) {
        return this.#hold(result);
      }
      if (result.reason !== "passing" || tries === TRIES) {
        return this.#heldInstead(result);
      }
      await this.#wait(Math.min(Math.max(result.retryAfterSeconds ?? 2 ** tries, 1), MAX_WAIT_SECONDS), result);
    }
  }

  #hold(issued: IssuedToken): IssuedToken {
    this.#held = issued;
    const due = Math.min(issued.refreshOn.getTime(), issued.expiresOn.getTime() - SDK_LEAD_MS);
    // On a device whose clock is fast that time is over: once a minute at most.
    this.#renewAt = Math.max(due, Date.now() + MINUTE_MS);
    this.#schedule();
    this.#options.onIssued?.(issued);
    return issued;
  }

  /** @throws TokenError without a token that is good for a while: near its end the SDK would ask without pause */
  #heldInstead(error: TokenError): IssuedToken {
    const left = this.#timeLeft();
    const held = left > MINUTE_MS ? this.#held : undefined;
    const wait = Math.max(left / 2, MINUTE_MS);
    this.#renewAt = Date.now() + wait;
    const isSignedOut = error.reason === "signedOut";
    if (held && !isSignedOut) {
      this.#schedule();
    }
    this.#options.onFailure?.(error, held && !isSignedOut ? wait / 1000 : undefined);
    if (isSignedOut) {
      this.#options.onSignedOut?.();
    }
    if (!held) {
      throw error;
    }
    return held;
  }

  async #wait(seconds: number, error: TokenError): Promise<void> {
    // Up to half as long again, so that those who were told the same do not come back together.
    const wait = seconds * (1 + Math.random() / 2);
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#noteFailing();
      this.#skipWait = resolve;
      timer = setTimeout(resolve, 1000 * wait);
      this.#options.onFailure?.(error, wait);
    });
    clearTimeout(timer);
    this.#skipWait = undefined;
    this.#options.signal?.throwIfAborted();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    // In steps of a minute: timers may not count the time for which a computer sleeps.
    const step = Math.min(Math.max(this.#renewAt - Date.now(), 0), MINUTE_MS);
    this.#timer = setTimeout(() => {
      if (Date.now() < this.#renewAt) {
        this.#schedule();
      } else {
        // `onFailure` is told; who asks gets the error.
        this.#renew().catch(() => undefined);
      }
    }, step);
  }

  #timeLeft(): number {
    return this.#held === undefined ? 0 : this.#held.expiresOn.getTime() - Date.now();
  }

  #refuseAborted(signal: AbortSignalLike | undefined): void {
    this.#options.signal?.throwIfAborted();
    if (signal?.aborted) {
      throw aborted();
    }
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignalLike | undefined): Promise<T> {
  if (!signal) {
    return await promise;
  }
  return await new Promise<T>((resolve, reject) => {
    const stop = () => {
      reject(aborted());
    };
    signal.addEventListener("abort", stop);
    void promise.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", stop);
    });
  });
}

function aborted(): DOMException {
  return new DOMException("The token is no longer waited for.", "AbortError");
}
