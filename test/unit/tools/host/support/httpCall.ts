import type { HttpCall } from "../../../../../tools/host/http/HttpCall";
import { parseQuery } from "../../../../../tools/host/routing/parseQuery";

type Given = Partial<Omit<HttpCall, "headers" | "query">> & { readonly headers?: Record<string, string[]> };

/** `GET /api/x` without headers, unless told otherwise; the query is read from `rawQuery`. */
export function httpCall({ headers = {}, ...given }: Given = {}): HttpCall {
  const rawQuery = given.rawQuery ?? "";
  const standard = {
    method: "GET",
    rawPath: "/api/x",
    path: "/api/x",
    readBody: () => Promise.resolve(new Uint8Array()),
  };
  return { ...standard, ...given, rawQuery, query: parseQuery(rawQuery), headers: new Map(Object.entries(headers)) };
}
