import type { ForeignReply } from "../../kit/injection";

/** How a service misbehaves on purpose. Absent members do nothing. */
export interface Fault {
  /** Answers with this status instead of doing the operation. */
  readonly status?: number | undefined;
  /** The `Retry-After` header beside `status`: seconds, or a date. */
  readonly retryAfter?: number | string | undefined;
  /**
   * Beside `status`: whose reply it is, not the service's own. A gateway's page, JSON of another service, or nothing but
   * the status. Absent: the error envelope that all Azure services share, with a code that is the status's name.
   */
  readonly foreign?: ForeignReply | undefined;
  /** Waits first. */
  readonly delayMs?: number | undefined;
  /** Closes the connection: "before" the operation is done, or "after" it was done but before the reply. */
  readonly drop?: "before" | "after" | undefined;
  /** For so many requests, then no more; absent: until cleared. */
  readonly times?: number | undefined;
  /** Only requests with this method. */
  readonly method?: string | undefined;
  /** Only requests whose decoded path begins so. */
  readonly path?: string | undefined;
}
