import { wellKnown } from "../../../tools/emulator/index";
import type { OperationKind, Version } from "../support/calls";

/**
 * Where an expectation comes from: the published specification, an official SDK's test recording, Microsoft's
 * documentation or samples, what users reported; or a choice of ours, by its name in the emulator's README.
 */
export type Source = "specification" | "recording" | "documentation" | "sample" | "reported" | `choice: ${string}`;

/** Which identity a request names, or whose assignment. Default: one of the emulator's own. */
export type IdentityKind = "own" | "foreign" | "never created" | "deleted" | "malformed" | "in capitals";

/** One row: what is sent in these versions, and what comes back. */
export interface OperationCase {
  readonly operation: OperationKind;
  readonly when: string;
  readonly versions: readonly Version[];
  readonly source: Source;
  readonly identity?: IdentityKind;
  /** Sent as it is when it is a string, as JSON otherwise. */
  readonly body?: unknown;
  readonly status: number;
  /** The whole text of the reply: the order of members and the spaces count. */
  readonly reply: RegExp | string;
  /** Told before the operation ran: `api-supported-versions` is absent then (recording). */
  readonly early?: true;
}

const INSTANT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d";

/** Patterns of parts of replies, for {@link exactly}. */
export const ID = `8:acs:${wellKnown.resourceId}_[\\da-f]{8}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{12}`;
export const WHOLE_SECOND = `${INSTANT}\\+00:00`;
/** A token's signature is 2048 bits long, its end told in up to 7 digits after the second (recording). */
export const TOKEN = `"token":"[\\w-]+\\.[\\w-]+\\.[\\w-]{342}","expiresOn":"${INSTANT}(\\.\\d{1,7})?\\+00:00"`;

/** The whole text, nothing before or after. */
export function exactly(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

/** The text of an error, to the byte. */
export function errorText(code: string, message: string, target?: string): string {
  return JSON.stringify({ error: { code, message, target } });
}

/** For errors whose words are our choice. */
export const anyValidationError = /^{"error":{"code":"ValidationError","message":".+?"(,"target":"\w+")?}}$/;

export const notOwned = errorText("IdentityNotOwned", "Provided identity doesn't belong to the resource.");

export function lifetimeOutOfRange(minutes: number): string {
  const message = `ExpiresInMinutes value ${minutes} is invalid. Value must be within the [60, 1440] interval.`;
  return errorText("ValidationError", message, "ExpiresInMinutes");
}

/** Rows of one operation: those that succeed so, and those that are refused with 400. */
export function rowsOf(operation: OperationKind, status: number, reply: RegExp) {
  const row = (status: number, fallback: RegExp | string) => {
    return (
      when: string,
      versions: readonly Version[],
      source: Source,
      body: unknown,
      own = fallback,
    ): OperationCase => {
      return { operation, when, versions, source, body, status, reply: own };
    };
  };
  return { accepted: row(status, reply), refused: row(400, anyValidationError) };
}

export function early(row: OperationCase): OperationCase {
  return { ...row, early: true };
}
