import type { ApiProcess } from "../ApiProcess";
import type { HttpCall } from "../load/HttpWork";
import type { Directory } from "./Directory";

/** One size of something that grows, and what to call then. */
export interface Point {
  /** What grows, such as `identities in the directory`. */
  readonly what: string;
  readonly size: number;
  readonly api: ApiProcess;
  /** How many call at once. */
  readonly clients: number;
  /** Of which each must have been called once before it counts. */
  readonly calls: readonly HttpCall[];
  /** The table behind the calls, where it is what grows. */
  readonly directory?: Directory;
}
