import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { type IssuedToken, requestToken } from "./api";
import { ApiFailure } from "./ApiFailure";

interface Listener {
  issued(token: IssuedToken): void;
  /** `retryInSeconds`: when the next try comes by itself; undefined when none does. */
  failed(failure: ApiFailure, retryInSeconds: number | undefined): void;
}

const RETRY_SECONDS = 30;

/**
 * Keeps a token fresh by `AzureCommunicationTokenCredential`, which the ACS calling and chat SDKs take as it is. The
 * credential asks for the next token 10 minutes before the present one ends, but gives up when that fails: the tries
 * after a failure are made here.
 */
export class FreshToken {
  readonly #listener: Listener;
  #credential: AzureCommunicationTokenCredential | undefined;
  #retry: number | undefined;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** Replaces whatever token there is. Tells the listener how it went, and never throws. */
  async renew(): Promise<void> {
    this.#stop();
    try {
      const token = await this.#refresh();
      // A retry may have come in between.
      this.#stop();
      this.#credential = new AzureCommunicationTokenCredential({
        token,
        tokenRefresher: () => this.#refresh(),
        refreshProactively: true,
      });
    } catch {
      // The listener has been told.
    }
  }

  async #refresh(): Promise<string> {
    try {
      const issued = await requestToken();
      this.#listener.issued(issued);
      return issued.token;
    } catch (error) {
      this.#failed(ApiFailure.of(error));
      throw error;
    }
  }

  #failed(failure: ApiFailure): void {
    this.#stop();
    const retryInSeconds = failure.remedy === "wait" ? (failure.retryAfterSeconds ?? RETRY_SECONDS) : undefined;
    if (retryInSeconds !== undefined) {
      this.#retry = window.setTimeout(() => void this.renew(), retryInSeconds * 1000);
    }
    this.#listener.failed(failure, retryInSeconds);
  }

  #stop(): void {
    window.clearTimeout(this.#retry);
    this.#credential?.dispose();
    this.#credential = undefined;
  }
}
