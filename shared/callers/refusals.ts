import { ApiError, type ErrorCode } from "../errors";
import { challenge } from "./challenge";
import { quoted } from "./publicText";

type CredentialCode = Extract<ErrorCode, "InvalidCredential" | "ExpiredCredential" | "WrongAudience" | "WrongIssuer">;

/** Nobody is signed in. */
export function missingCredential(message: string): ApiError {
  return new ApiError("MissingCredential", message, { wwwAuthenticate: challenge() });
}

/** What was sent does not prove who is calling. */
export function refusedCredential(code: CredentialCode, message: string, cause?: unknown): ApiError {
  return new ApiError(code, message, {
    wwwAuthenticate: challenge({ error: "invalid_token", description: message }),
    ...(cause !== undefined && { cause }),
  });
}

export function invalidCredential(message: string, cause?: unknown): ApiError {
  return refusedCredential("InvalidCredential", message, cause);
}

/** It is known who is calling, and this is not for them. */
export function lacksScope(scope: string): ApiError {
  const message = `The access token has neither the scope nor the role ${quoted(scope)}; ask for a token with it.`;
  return new ApiError("Forbidden", message, {
    wwwAuthenticate: challenge({ error: "insufficient_scope", description: message, scope }),
  });
}
