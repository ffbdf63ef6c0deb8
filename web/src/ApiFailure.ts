import { TokenError } from "acs-token-source";
import { isRecord, textOf } from "./json";

/** What the user can do: sign in again, wait for the next try, or tell whoever runs the service. */
export type Remedy = "signIn" | "wait" | "report";

/** A call that the API refused or did not answer, with its words for the user. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  private constructor(
    readonly code: string,
    message: string,
    readonly remedy: Remedy,
    readonly requestId?: string,
  ) {
    super(message);
  }

  /** `body` is the response's, where it is JSON. */
  static from(response: Response, body: unknown): ApiFailure {
    const error = isRecord(body) && isRecord(body["error"]) ? body["error"] : {};
    return new ApiFailure(
      textOf(error["code"]) ?? `Http${response.status}`,
      textOf(error["message"]) ?? withoutWords(response.status),
      remedyFor(response.status),
      textOf(error["requestId"]) ?? response.headers.get("x-request-id") ?? undefined,
    );
  }

  static noAnswer(): ApiFailure {
    return new ApiFailure("NoAnswer", "The service did not answer. Check your internet connection.", "wait");
  }

  /** `lack`: what is wrong with the answer, as the rest of a sentence. */
  static unexpectedAnswer(lack: string): ApiFailure {
    return new ApiFailure("UnexpectedAnswer", `The service answered, but ${lack}.`, "report");
  }

  /** For failures to get a token, and of this page itself. */
  static of(error: unknown): ApiFailure {
    if (error instanceof TokenError) {
      return ApiFailure.#withoutToken(error);
    }
    return error instanceof ApiFailure
      ? error
      : new ApiFailure("PageError", error instanceof Error ? error.message : "Something went wrong.", "report");
  }

  static #withoutToken({ reason, status, code, said, requestId }: TokenError): ApiFailure {
    if (code === "ExpiredToken") {
      const message = "The new token has already expired. Check that the date and time of this device are right.";
      return new ApiFailure(code, message, "report");
    }
    if (status === 200) {
      return ApiFailure.unexpectedAnswer("did not send a token");
    }
    if (reason === "passing" && status === 0) {
      return ApiFailure.noAnswer();
    }
    const message = said ?? withoutWords(reason === "signedOut" ? 401 : status);
    return new ApiFailure(code ?? `Http${status}`, message, REMEDIES[reason], requestId);
  }
}

const REMEDIES = { signedOut: "signIn", passing: "wait", refused: "report" } as const;

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
