import type { FunctionKeys } from "../access/createKeys";
import type { FunctionApp } from "../core/FunctionApp";
import type { HostLog } from "../log/HostLog";
import type { Random } from "../random";
import type { FunctionMap } from "../routing/mapFunctions";
import type { CorsPolicy } from "./cors";

/** All that is needed to answer a request. */
export interface Site {
  readonly app: FunctionApp;
  readonly functions: FunctionMap;
  /** What loading the app took, in milliseconds. */
  readonly loadMs: number;
  /** Undefined when keys are off. */
  readonly keys: FunctionKeys | undefined;
  readonly cors: CorsPolicy | undefined;
  /** `http://localhost:PORT` */
  readonly url: string;
  readonly routePrefix: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: HostLog;
  readonly random: Random;
  /** For work that goes on after its request was answered; the host waits for it before it ends. */
  runInBackground(work: Promise<void>): void;
}
