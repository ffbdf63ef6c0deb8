import { validateHeaderValue } from "node:http";
import type { HttpData, InvocationResponse } from "../core/functionsCore";
import { emptyReply, type Reply } from "./Reply";
import { setCookie } from "./setCookie";

/** Turns what the library made of a function's result into the reply; a function that returns nothing gives 204. */
export function toReply({ returnValue, outputData }: InvocationResponse): Reply {
  const http = returnValue?.http ?? outputData?.find(({ data }) => data.http)?.data.http;
  if (!http) {
    return emptyReply(204);
  }
  const reply = {
    status: Number(http.statusCode),
    headers: headersOf(http),
    body: http.body?.bytes ?? new Uint8Array(),
  };
  checkHeaders(reply);
  return reply;
}

function headersOf({ headers = {}, cookies = [] }: HttpData): Reply["headers"] {
  const { "set-cookie": own, ...others } = headers;
  const setCookies = [...(own === undefined ? [] : [own]), ...cookies.map(setCookie)];
  return setCookies.length > 0 ? { ...others, "set-cookie": setCookies } : others;
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
