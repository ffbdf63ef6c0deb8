import { isRecord, textOf } from "./json";

/** What the user can do: sign in again, wait for the next try, or tell whoever runs the service. */
export type Remedy = "signIn" | "wait" | "report";

interface Details {
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** A call that the API refused or did not answer, with its words for the user. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  private constructor(
    readonly code: string,
    message: string,
    readonly remedy: Remedy,
    details: Details = {},
  ) {
    super(message);
    this.requestId = details.requestId;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  /** `body` is the response's, where it is JSON. */
  static from(response: Response, body: unknown): ApiFailure {
    const error = isRecord(body) && isRecord(body["error"]) ? body["error"] : {};
    return new ApiFailure(
      textOf(error["code"]) ?? `Http${response.status}`,
      textOf(error["message"]) ?? withoutWords(response.status),
      remedyFor(response.status),
      {
        requestId: textOf(error["requestId"]) ?? response.headers.get("x-request-id") ?? undefined,
        retryAfterSeconds: secondsOf(response.headers.get("Retry-After")),
      },
    );
  }

  static noAnswer(): ApiFailure {
    return new ApiFailure("NoAnswer", "The service did not answer. Check your internet connection.", "wait");
  }

  /** `lack`: what is wrong with the answer, as the rest of a sentence. */
  static unexpectedAnswer(lack: string): ApiFailure {
    return new ApiFailure("UnexpectedAnswer", `The service answered, but ${lack}.`, "report");
  }

  /** For what was asked for before the sign-out. */
  static signedOut(): ApiFailure {
    return new ApiFailure("SignedOut", "You are no longer signed in.", "signIn");
  }

  static alreadyExpired(): ApiFailure {
    const message = "The new token has already expired. Check that the date and time of this device are right.";
    return new ApiFailure("ExpiredToken", message, "report");
  }

  /** For failures of this page itself. */
  static of(error: unknown): ApiFailure {
    return error instanceof ApiFailure
      ? error
      : new ApiFailure("PageError", error instanceof Error ? error.message : "Something went wrong.", "report");
  }
}

/** For answers of the platform, which has no words of ours: it keeps strangers out, and is there when the API is not. */
function withoutWords(status: number): string {
  if (status === 401) {
    return "You are no longer signed in.";
  }
  if (status === 403) {
    return "Your account is not allowed to use this service.";
  }
  if (status === 429) {
    return "The service is receiving too many requests.";
  }
  return status >= 502 ? "The service cannot be reached at the moment." : `The service answered with status ${status}.`;
}

function remedyFor(status: number): Remedy {
  if (status === 401) {
    return "signIn";
  }
  return status === 429 || status >= 502 ? "wait" : "report";
}

function secondsOf(retryAfter: string | null): number | undefined {
  return retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined;
}
