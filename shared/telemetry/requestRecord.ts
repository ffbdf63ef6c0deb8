import { AsyncLocalStorage } from "node:async_hooks";
import type { Log } from "../log";
import type { TraceContext } from "./traceContext";

/** What is known of the request that is being answered, for the lines that the log gets about it. */
export interface RequestRecord {
  readonly requestId: string;
  /** The function's name. */
  readonly function: string;
  readonly trace: TraceContext;
  /** The log of this request's invocation. */
  readonly log: Log;
  /** The pseudonym of the signed-in user. */
  caller?: string | undefined;
  /** The pseudonym of the identity that the request is about. */
  identity?: string | undefined;
  /** Calls made to the services behind this one. */
  tries: number;
  /** Milliseconds spent waiting for a turn to call, or to call again. */
  waitMs: number;
}

const records = new AsyncLocalStorage<RequestRecord>();

/** Runs `work`, in which `record` is what `currentRequest` gives, also in what it awaits. */
export function recording<T>(record: RequestRecord, work: () => T): T {
  return records.run(record, work);
}

/** Undefined in what no request has begun. */
export function currentRequest(): RequestRecord | undefined {
  return records.getStore();
}

/** Notes the pseudonym of the signed-in user. */
export function noteCaller(caller: string): void {
  const record = currentRequest();
  if (record) {
    record.caller = caller;
  }
}

/** Notes the pseudonym of the identity that the request is about. */
export function noteIdentity(identity: string | undefined): void {
  const record = currentRequest();
  if (record) {
    record.identity = identity;
  }
}

/** Notes a call to a service behind this one. */
export function noteTry(): void {
  const record = currentRequest();
  if (record) {
    record.tries++;
  }
}

/** Notes a wait for a turn to call, or to call again. */
export function noteWait(milliseconds: number): void {
  const record = currentRequest();
  if (record) {
    record.waitMs += milliseconds;
  }
}
