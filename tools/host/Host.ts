import type { Clock } from "../../shared/clock";
import type { FunctionKeys } from "./access/createKeys";
import type { HostLog } from "./log/HostLog";
import type { Random } from "./random";
import type { AuthLevel } from "./routing/HttpRoute";

export interface HostOptions {
  /** The folder with host.json and package.json. */
  readonly appDirectory: string;
  /** 0 leaves the choice to the system; without it local.settings.json decides, and else it is 7071. */
  readonly port?: number | undefined;
  /** Whether keys are needed. */
  readonly auth: boolean;
  /**
   * Whether the app is run as in Azure where Core Tools would help a developer: it is not told that this is development,
   * and when it does not start it is served without functions.
   */
  readonly asInAzure?: boolean | undefined;
  /** A comma list of origins, in place of what local.settings.json says. */
  readonly cors?: string | undefined;
  readonly log: HostLog;
  readonly clock: Clock;
  readonly random: Random;
  /** The environment of the app, to which the host adds; `process.env` unless a test gives another one. */
  readonly environment: NodeJS.ProcessEnv;
}

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
