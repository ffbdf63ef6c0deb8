import type { HttpData } from "../core/functionsCore";
import { encodePath } from "../routing/encodePath";
import type { HttpCall } from "./HttpCall";

/**
 * A request as the real host hands it to the worker (GrpcMessageConversionExtensions.ToRpcHttp, with the worker's
 * capabilities RawHttpBodyBytes, RpcHttpBodyOnly and UseNullableValueDictionaryForHttp).
 * `authority` stands in for a Host header that is missing.
 */
export function toHttpData(
  call: HttpCall,
  params: ReadonlyMap<string, string>,
  body: Uint8Array,
  authority: string,
): HttpData {
  const host = call.headers.get("host")?.[0] ?? authority;
  return {
    url: `http://${host}${encodePath(call.path)}${call.rawQuery}`,
    method: call.method,
    nullableHeaders: toNullable(call.headers, joined),
    nullableQuery: toNullable(call.query, joined),
    nullableParams: toNullable(params, (value) => value),
    ...(body.length > 0 && { body: { bytes: body } }),
  };
}

function toNullable<T>(values: ReadonlyMap<string, T>, toText: (value: T) => string) {
  return Object.fromEntries([...values].map(([name, value]) => [name, { value: toText(value) }]));
}

/** How .NET writes several values as one text (StringValues.ToString). */
function joined(values: readonly string[]): string {
  return values.join(",");
}
