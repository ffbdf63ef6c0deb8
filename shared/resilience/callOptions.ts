import type { RequestRecord } from "../telemetry/requestRecord";

type Headers = Readonly<Record<string, string>>;

/** What each of Azure's SDKs takes with a call. */
export interface CallOptions {
  readonly abortSignal: AbortSignal;
  /** The headers of the trace; the vault's client has another name for them than the rest. */
  readonly requestOptions?: Readonly<Record<"customHeaders" | "headers", Headers>>;
}

/** A call that ends with the signal, in the trace of the request that it is made for. */
export function callOptions(abortSignal: AbortSignal, record?: RequestRecord): CallOptions {
  return record
    ? { abortSignal, requestOptions: { customHeaders: record.trace, headers: record.trace } }
    : { abortSignal };
}
