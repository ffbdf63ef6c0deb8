import { ApiError, type ErrorCode } from "../errors";
import { redact } from "../redact";

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

/** It is known who is calling, and this is not for them; `scope` is what would be enough, if that is known. */
export function forbidden(message: string, scope?: string): ApiError {
  return new ApiError("Forbidden", message, {
    wwwAuthenticate: challenge({ error: "insufficient_scope", description: message, scope }),
  });
}

export function lacksScope(scope: string): ApiError {
  return forbidden(
    `The access token has neither the scope nor the role ${quoted(scope)}; ask for a token with it.`,
    scope,
  );
}

/** No header need be longer; proxies take 4 to 8 KiB for all of a reply's headers. */
const LONGEST_DESCRIPTION = 500;

interface Complaint {
  error: "invalid_token" | "insufficient_scope";
  description: string;
  /** The scope that is asked for. */
  scope?: string | undefined;
}

/**
 * The `WWW-Authenticate` header. Without a complaint it only asks for a token, as RFC 6750 section 3.1 wants it for a
 * request that brought none.
 */
export function challenge(complaint?: Complaint): string {
  if (!complaint) {
    return "Bearer";
  }
  const { error, description, scope } = complaint;
  const parts = [
    `error="${error}"`,
    `error_description="${headerText(description).slice(0, LONGEST_DESCRIPTION)}"`,
    ...(scope === undefined ? [] : [`scope="${headerText(scope)}"`]),
  ];
  return `Bearer ${parts.join(", ")}`;
}

/** RFC 6750 section 3 leaves out the quote and the backslash. */
function headerText(text: string): string {
  return text.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, "?");
}

/** Longer values than this say nothing more; an issuer or an audience of Entra has under 80 characters. */
export const LONGEST_VALUE = 120;

/** A value that came with a credential, fit to be quoted in a message: visible, short, and no token itself. */
export function quoted(value: string): string {
  // Cut before anything reads it: it is as long as its sender likes.
  const visible = redact(value.slice(0, LONGEST_VALUE)).replace(/[^\x20-\x7e]|["\\]/g, "?");
  return `"${value.length > LONGEST_VALUE ? `${visible}...` : visible}"`;
}

/** `"a"`, or `"a" or "b"`. */
export function anyOf(values: readonly string[]): string {
  return values.map(quoted).join(" or ");
}
