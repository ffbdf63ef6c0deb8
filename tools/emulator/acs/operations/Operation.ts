import type { HttpResponse } from "../../http/HttpResponse";
import type { AcsContext } from "../AcsContext";
import type { ApiVersion } from "../apiVersions";

/** One call of an operation. */
export interface OperationCall {
  readonly version: ApiVersion;
  /** The identity in the path; "" where the path names none. */
  readonly identityId: string;
  readonly body: Buffer;
  /** By what right it comes, see `authenticate`. */
  readonly credential: string;
}

/** An operation of the identity service: its successful reply. @throws AcsError */
export type Operation = (call: OperationCall, context: AcsContext) => Promise<HttpResponse>;
