import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { type IssuedToken, TokenSource } from "acs-token-source";
import { inTurn } from "./api";
import { ApiFailure } from "./ApiFailure";

interface Listener {
  issued(token: IssuedToken): void;
  /** `retryInSeconds`: when the next try comes by itself; undefined when none does. */
  failed(failure: ApiFailure, retryInSeconds: number | undefined): void;
}

/**
 * One `AzureCommunicationTokenCredential` and what brings its tokens. The ACS calling and chat SDKs take the credential as
 * it is and keep it, so it stays the same however many refreshes fail: only `end` disposes it.
 */
export class FreshToken {
  /** Undefined until there is a first token: made without one, it would set a timer that browsers misread. */
  #credential: AzureCommunicationTokenCredential | undefined;
  readonly #end = new AbortController();
  readonly #source: TokenSource;
  #toldNext: (() => void)[] = [];

  constructor(listener: Listener) {
    this.#source = new TokenSource({
      fetch: (...request) => inTurn(() => fetch(...request)),
      signal: this.#end.signal,
      onIssued: (issued) => {
        const { token } = issued;
        const { tokenRefresher } = this.#source;
        this.#credential ??= new AzureCommunicationTokenCredential({ token, tokenRefresher, refreshProactively: true });
        listener.issued(issued);
        this.#tellAll();
      },
      onFailure: (error, retryInSeconds) => {
        listener.failed(ApiFailure.of(error), retryInSeconds);
        this.#tellAll();
      },
    });
  }

  get credential(): AzureCommunicationTokenCredential | undefined {
    return this.#credential;
  }

  /** Tries at once. Resolves when the listener has been told how it went, and never throws. */
  async renew(): Promise<void> {
    const told = new Promise<void>((resolve) => this.#toldNext.push(resolve));
    this.#source.renew().catch(() => undefined);
    await told;
  }

  /** For sign-out and deletion, which end the tokens: whoever still has the credential is refused. */
  end(): void {
    this.#end.abort();
    this.#credential?.dispose();
    this.#tellAll();
  }

  #tellAll(): void {
    for (const told of this.#toldNext.splice(0)) {
      told();
    }
  }
}
