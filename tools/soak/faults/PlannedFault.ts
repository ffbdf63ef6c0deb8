import { READ_COOLDOWN_MS } from "../../../shared/connectionString/ConnectionStringSource";
import type { Fault } from "../../emulator";
import type { Reach } from "./FaultWindows";

/** What goes wrong: with an emulated service, as its fault says or with every connection refused; with the tables. */
export type Trouble =
  | { dependency: "acs" | "keyVault" | "managedIdentity"; kind: "misbehaves"; fault: Fault }
  | { dependency: "acs" | "keyVault" | "managedIdentity"; kind: "refuses connections" }
  | { dependency: "keyVault"; kind: "forbids access" }
  | { dependency: "tables"; kind: "stops" | "is killed" };

export interface PlannedFault {
  /** From the start of the run. */
  atMs: number;
  lastsMs: number;
  trouble: Trouble;
}

/**
 * How long a fault may be felt after it was lifted, whatever it was: timers of the API, the emulators and this tool are
 * late by so much on a busy machine. Nothing in the API holds off longer on its own, but for what is added to it below.
 */
export const RECOVERY_MS = 500;

/** What a trouble reaches, and how long it may be felt there after it was lifted. */
export function reachOf(trouble: Trouble): readonly { reach: Reach; afterMs: number }[] {
  if (trouble.dependency === "tables") {
    return [{ reach: "tables", afterMs: RECOVERY_MS }];
  }
  const { retryAfter = 0, delayMs = 0, status } = trouble.kind === "misbehaves" ? trouble.fault : {};
  const holdOffMs = Number(retryAfter) * 1000;
  // A read of the secret that met the trouble ends so late, and then the secret is left alone for the cooldown.
  const secret = { reach: "secret", afterMs: delayMs + holdOffMs + READ_COOLDOWN_MS + RECOVERY_MS } as const;
  if (trouble.dependency !== "acs") {
    return [secret];
  }
  const isRefusal = status === 401 || status === 403;
  // The API waits as Retry-After says before it asks again. A refused key has it read the secret.
  return [{ reach: "acs", afterMs: holdOffMs + RECOVERY_MS }, ...(isRefusal ? [secret] : [])];
}

/** In a few words, for the report. */
export function describeTrouble(trouble: Trouble): string {
  if (trouble.kind !== "misbehaves") {
    return `${trouble.dependency} ${trouble.kind}`;
  }
  const { status, retryAfter, delayMs, drop } = trouble.fault;
  const words = [
    ...(status === undefined ? [] : [`answers ${status}`]),
    ...(retryAfter === undefined ? [] : [`Retry-After ${retryAfter}`]),
    ...(delayMs === undefined ? [] : [`is ${delayMs} ms late`]),
    ...(drop === undefined ? [] : [`drops connections ${drop} acting`]),
  ];
  return `${trouble.dependency} ${words.join(", ")}`;
}
