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
    return new ApiFailure("NoAnswer", "The service did not answer. Check your connection, then try again.", "wait");
  }

  static notAToken(): ApiFailure {
    return new ApiFailure("UnexpectedAnswer", "The service answered, but not with a token.", "report");
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
  if (status === 401 || status === 403) {
    return "You are no longer signed in.";
  }
  return status >= 502
    ? "The service cannot be reached right now; try again in a moment."
    : `The service answered with status ${status}.`;
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
