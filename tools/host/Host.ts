import type { FunctionKeys } from "./access/createKeys";
import type { AuthLevel } from "./routing/HttpRoute";

/** An app that is being served. */
export interface Host {
  /** `http://localhost:PORT` */
  readonly url: string;
  /** The HTTP functions that can be called, in the order in which their routes are tried. */
  readonly functions: readonly HostFunction[];
  /** The functions that wait for a trigger this host does not have. */
  readonly notRun: readonly { readonly name: string; readonly trigger: string }[];
  /** What loading the app took, in milliseconds. */
  readonly loadMs: number;
  /** Undefined when no keys are needed. */
  readonly keys: FunctionKeys | undefined;
  /** Takes no more requests, lets those under way finish for up to 10 seconds, and runs the appTerminate hooks. */
  stop(): Promise<void>;
  /**
   * Does what the real worker does when the host tells it to end: runs the appTerminate hooks, for as long as the host
   * grants, while requests go on. The process is to exit as soon as it resolves, whatever is under way then.
   */
  endWorker(): Promise<void>;
}

export interface HostFunction {
  readonly name: string;
  /** Upper case; empty stands for all. */
  readonly methods: readonly string[];
  /** Without the prefix: `identities/{id}/tokens`. */
  readonly route: string;
  readonly url: string;
  readonly authLevel: AuthLevel;
}
