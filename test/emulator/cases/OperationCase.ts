import type { OperationKind, Version } from "../support/calls";

/**
 * Where an expectation comes from: the published specification, an official SDK's test recording, Microsoft's
 * documentation, what users reported; or a choice of ours, by its name in the emulator's README.
 */
export type Source = "specification" | "recording" | "documentation" | "reported" | `choice: ${string}`;

/** Which identity a request names. Default: one of the emulator's own. */
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
