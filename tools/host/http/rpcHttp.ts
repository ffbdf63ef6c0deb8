import { validateHeaderValue } from "node:http";
import type { HttpData, InvocationResponse } from "../core/functionsCore";
import { encodePath } from "../routing/requestTarget";
import type { HttpCall } from "./readCall";
import { emptyReply, type Reply } from "./Reply";

/**
 * A request as the real host hands it to the worker (GrpcMessageConversionExtensions.ToRpcHttp, with the worker's
 * capabilities RawHttpBodyBytes, RpcHttpBodyOnly and UseNullableValueDictionaryForHttp).
 * `authority` stands in for a Host header that is missing.
 */
export function toRpcHttp(
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

/** Turns what the library made of a function's result into the reply; a function that returns nothing gives 204. */
export function fromRpcHttp({ returnValue, outputData }: InvocationResponse): Reply {
  const http = returnValue?.http ?? outputData?.find(({ data }) => data.http)?.data.http;
  if (!http) {
    return emptyReply(204);
  }
  if (http.cookies?.length) {
    throw new Error("This host sends no cookies, and the function set one.");
  }
  const { statusCode, headers = {}, body } = http;
  const reply = { status: Number(statusCode), headers, body: body?.bytes ?? new Uint8Array() };
  checkHeaders(reply);
  return reply;
}

/**
 * What cannot be sent is the function's failure. A wrong Content-Length would leave the caller waiting, or cut the body;
 * the real host breaks off such a reply too.
 */
function checkHeaders({ headers, body }: Reply): void {
  for (const [name, value] of Object.entries(headers)) {
    for (const text of [value].flat()) {
      validateHeaderValue(name, text);
    }
  }
  const length = headers["content-length"];
  if (length !== undefined && body.length > 0 && Number(length) !== body.length) {
    throw new Error(`The function set content-length ${String(length)} on a body of ${body.length} bytes.`);
  }
}
