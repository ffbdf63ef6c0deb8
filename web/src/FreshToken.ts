import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { type IssuedToken, requestToken } from "./api";
import { ApiFailure } from "./ApiFailure";
import { secondsToWait } from "./secondsToWait";

interface Listener {
  issued(token: IssuedToken): void;
  /** `retryInSeconds`: when the next try comes by itself; undefined when none does. */
  failed(failure: ApiFailure, retryInSeconds: number | undefined): void;
}

const MINUTE_MS = 60_000;
/** The credential asks for the next token this long before the present one ends. */
const EARLY_MS = 10 * MINUTE_MS;

/**
 * One `AzureCommunicationTokenCredential` and its refresher. The ACS calling and chat SDKs take the credential as it is and
 * keep it, so it stays the same however many refreshes fail: only `end` disposes it.
 *
 * A credential whose refresher rejects sets no new timer. So the refresher tries again where that helps, and when it
 * gives up while the present token is still good, it returns that one: the credential then asks again after half of
 * the time that is left. It rejects only when there is no good token.
 */
export class FreshToken {
  /** Undefined until there is a first token: made without one, it would set a timer that browsers misread. */
  #credential: AzureCommunicationTokenCredential | undefined;
  #isBeginning = false;
  readonly #listener: Listener;
  #hasEnded = false;
  #held: IssuedToken | undefined;
  #skipWait: (() => void) | undefined;
  #toldNext: (() => void)[] = [];

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  get credential(): AzureCommunicationTokenCredential | undefined {
    return this.#credential;
  }

  /** Tries at once. Resolves when the listener has been told how it went, and never throws. */
  async renew(): Promise<void> {
    const told = new Promise<void>((resolve) => this.#toldNext.push(resolve));
    if (this.#skipWait) {
      this.#skipWait();
    } else if (this.#credential === undefined) {
      void this.#begin();
    } else if (this.#timeLeft() > 0) {
      // The credential would not ask; it gets this token when it next does.
      void this.#tryByHand();
    } else {
      // The listener is told of a failure; whatever the credential itself refuses must not hold up the page.
      void this.#credential
        .getToken()
        .catch(() => undefined)
        .finally(() => {
          this.#tellAll();
        });
    }
    await told;
  }

  /** For sign-out and deletion, which end the tokens: whoever still has the credential is refused. */
  end(): void {
    this.#credential?.dispose();
    this.#hasEnded = true;
    this.#skipWait?.();
    this.#tellAll();
  }

  async #begin(): Promise<void> {
    if (this.#isBeginning) {
      return;
    }
    this.#isBeginning = true;
    try {
      const token = await this.#refresh();
      if (!this.#hasEnded) {
        this.#credential = new AzureCommunicationTokenCredential({
          token,
          tokenRefresher: () => this.#refresh(),
          refreshProactively: true,
        });
      }
    } catch {
      // The listener has been told.
    } finally {
      this.#isBeginning = false;
      this.#tellAll();
    }
  }

  async #refresh(): Promise<string> {
    for (let tries = 1; ; tries += 1) {
      // "Try again now" may have brought the next token.
      const result = this.#held && this.#timeLeft() > EARLY_MS ? this.#held : await this.#try();
      if (!(result instanceof ApiFailure)) {
        return result.token;
      }
      const wait = secondsToWait(result, tries, Math.random());
      if (wait === undefined) {
        return this.#heldInstead(result);
      }
      await this.#wait(wait, result);
    }
  }

  async #tryByHand(): Promise<void> {
    const result = await this.#try();
    if (result instanceof ApiFailure) {
      this.#failed(result, undefined);
    }
  }

  /** Tells of success at once; returns a failure, for the caller to tell when the next try comes. */
  async #try(): Promise<IssuedToken | ApiFailure> {
    try {
      const issued = await requestToken();
      if (this.#hasEnded) {
        return ApiFailure.signedOut();
      }
      this.#held = issued;
      this.#listener.issued(issued);
      this.#tellAll();
      return issued;
    } catch (error) {
      return ApiFailure.of(error);
    }
  }

  /** @throws ApiFailure without a token that is good for a while: near its end the credential would ask without pause */
  #heldInstead(failure: ApiFailure): string {
    const left = this.#timeLeft();
    const isGood = this.#held !== undefined && left > MINUTE_MS;
    this.#failed(failure, isGood ? left / 2000 : undefined);
    if (this.#held === undefined || !isGood) {
      throw failure;
    }
    return this.#held.token;
  }

  #failed(failure: ApiFailure, retryInSeconds: number | undefined): void {
    if (!this.#hasEnded) {
      this.#listener.failed(failure, retryInSeconds);
      this.#tellAll();
    }
  }

  #tellAll(): void {
    for (const told of this.#toldNext.splice(0)) {
      told();
    }
  }

  /** @throws ApiFailure when the wait is over because the tokens are ended */
  async #wait(seconds: number, failure: ApiFailure): Promise<void> {
    let timer: number | undefined;
    await new Promise<void>((resolve) => {
      this.#skipWait = resolve;
      timer = window.setTimeout(resolve, seconds * 1000);
      this.#failed(failure, seconds);
    });
    window.clearTimeout(timer);
    this.#skipWait = undefined;
    if (this.#hasEnded) {
      throw failure;
    }
  }

  #timeLeft(): number {
    return this.#held === undefined ? 0 : this.#held.expiresOn.getTime() - Date.now();
  }
}
