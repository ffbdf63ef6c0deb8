import type { Query } from "../routing/parseQuery";
import type { RequestTarget } from "../routing/parseTarget";

/** A request, taken apart once at the edge. */
export interface HttpCall extends Pick<RequestTarget, "rawPath" | "path"> {
  readonly method: string;
  readonly query: Query;
  /** As received, with its `?`. */
  readonly rawQuery: string;
  /** By lower-case name, with the values of repeated headers in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** @throws BodyTooLargeError */
  readBody(): Promise<Uint8Array>;
}
