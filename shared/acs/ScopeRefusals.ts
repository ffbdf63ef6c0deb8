import type { Clock } from "../clock";
import { ApiError } from "../errors";
import type { Log } from "../log";
import { UpstreamFailure } from "../resilience/UpstreamFailure";
import { ScopesRefusedError } from "./acsApiError";
import type { TokenGrant } from "./AcsClient";
import { isRetiring, type TokenScope } from "./sdks";

/** The settings that say which scopes a token has where the caller does not. */
export type ScopeSetting = "ACS_DEFAULT_SCOPES" | "MY_TOKEN_SCOPES";

/** Whose word the scopes of a token are: the caller's, the operator's in a setting, or nobody's. */
export type ScopesBy = "caller" | ScopeSetting | "default";

export interface Grant extends TokenGrant {
  scopesBy: ScopesBy;
}

/** So long after a refusal ACS is asked again, by one request, for what it has refused. */
export const ASK_AGAIN_MS = 10 * 60_000;

interface Options {
  clock: Clock;
  log: Log;
}

/**
 * What is done where ACS refuses scopes, as it may do with those of chat from 30 September 2028 on, or sooner. What nobody
 * has asked for is left out, which the log says once and the reply each time; what a setting or the caller has asked for is
 * refused by name.
 */
export class ScopeRefusals {
  readonly #options: Options;
  /** Where scopes are left out at present. A resource is known by its host, which no new key and no new token changes. */
  #leftOut: { host: string; askAgainAt: number } | undefined;
  #ofSetting: { message: string; at: number } | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * What `mint` makes of the grant, or of what is left of it. `host`: that of ACS.
   * @throws ApiError ScopeNotAllowed, or Misconfigured, naming the scopes that ACS refuses
   */
  async granting<T>(grant: Grant, host: () => Promise<string>, mint: (grant: TokenGrant) => Promise<T>): Promise<T> {
    const { scopesBy, ...asked } = grant;
    try {
      const lasting = { ...asked, scopes: asked.scopes.filter((scope) => !isRetiring(scope)) };
      const canLeaveOut = scopesBy === "default" && lasting.scopes.length < asked.scopes.length;
      return canLeaveOut ? await this.#mintEither(host, asked, lasting, mint) : await mint(asked);
    } catch (error) {
      throw error instanceof ScopesRefusedError ? this.#refusal(grant, error) : error;
    }
  }

  /** Whether tokens have fewer scopes than by default. */
  get leavesOut(): boolean {
    return this.#leftOut !== undefined;
  }

  /** What was told of a setting with a scope that ACS refuses, and when (`Clock.monotonic`). */
  get latestOfSetting() {
    return this.#ofSetting;
  }

  async #mintEither<T>(
    host: () => Promise<string>,
    asked: TokenGrant,
    lasting: TokenGrant,
    mint: (grant: TokenGrant) => Promise<T>,
  ): Promise<T> {
    const refusedBefore = this.#leftOut !== undefined && this.#leftOut.host === (await host());
    if (refusedBefore && !this.#isTimeToAskAgain()) {
      return await mint(lasting);
    }
    try {
      const minted = await mint(asked);
      this.#noteServed(refusedBefore);
      return minted;
    } catch (error) {
      if (!canBeOfScopes(error)) {
        throw error;
      }
      // Only now it is certain that the scopes were the reason.
      const minted = await mint(lasting);
      this.#noteLeftOut(await host(), asked.scopes.filter(isRetiring), error);
      return minted;
    }
  }

  /** Of those who come when it is time to ask again, only the first one does. */
  #isTimeToAskAgain(): boolean {
    const now = this.#options.clock.monotonic();
    if (this.#leftOut === undefined || now < this.#leftOut.askAgainAt) {
      return false;
    }
    this.#leftOut.askAgainAt = now + ASK_AGAIN_MS;
    return true;
  }

  #noteLeftOut(host: string, scopes: readonly TokenScope[], { cause: error }: ApiError): void {
    const { clock, log } = this.#options;
    if (this.#leftOut?.host !== host) {
      log("warn", { message: LEFT_OUT, scopes, error });
    }
    this.#leftOut = { host, askAgainAt: clock.monotonic() + ASK_AGAIN_MS };
  }

  /** `again`: by the resource that had refused them. */
  #noteServed(again: boolean): void {
    this.#leftOut = undefined;
    if (again) {
      this.#options.log("info", {
        message: "Azure Communication Services serves the scopes again that it had refused.",
      });
    }
  }

  #refusal({ scopes, scopesBy }: Grant, { cause }: ScopesRefusedError): ApiError {
    const suspects = scopes.some(isRetiring) ? scopes.filter(isRetiring) : scopes;
    if (scopesBy === "caller") {
      const details = suspects.map((scope) => ({
        code: "ScopeNotAllowed" as const,
        target: `scopes[${scopes.indexOf(scope)}]`,
        message: `Azure Communication Services refuses tokens with the scope ${scope}; ask without it.`,
      }));
      return new ApiError("ScopeNotAllowed", details.map(({ message }) => message).join(" "), { details, cause });
    }
    const setting = scopesBy === "default" ? "ACS_DEFAULT_SCOPES (for users MY_TOKEN_SCOPES)" : scopesBy;
    const message = `Azure Communication Services refuses tokens with ${suspects.join(", ")}; set ${setting} to scopes that it serves, such as voip (docs/after-2028.md).`;
    this.#ofSetting = { message, at: this.#options.clock.monotonic() };
    return new ApiError("Misconfigured", message, { cause });
  }
}

/** Also where ACS's words leave open what it refuses. */
function canBeOfScopes(error: unknown): error is ApiError {
  const isForbidden = (cause: unknown) => cause instanceof UpstreamFailure && cause.kind === "forbidden";
  return error instanceof ScopesRefusedError || (error instanceof ApiError && isForbidden(error.cause));
}

export const LEFT_OUT =
  "Azure Communication Services refuses scopes that tokens have by default, so they are left out; set ACS_DEFAULT_SCOPES (for users MY_TOKEN_SCOPES) to what it serves, such as voip (docs/after-2028.md).";
