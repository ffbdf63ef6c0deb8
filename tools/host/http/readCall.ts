import type { IncomingMessage } from "node:http";
import { parseQuery } from "../routing/parseQuery";
import { parseTarget } from "../routing/parseTarget";
import type { HttpCall } from "./HttpCall";
import { isValidHost } from "./isValidHost";
import { readBody } from "./readBody";

/** Takes a request apart; undefined when its target or its host is one that the real host answers with 400. */
export function readCall(request: IncomingMessage, bodyLimit: number): HttpCall | undefined {
  const target = parseTarget(request.url ?? "");
  if (!target || !isValidHost(request.headersDistinct["host"] ?? [])) {
    return undefined;
  }
  const headers = Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values] as const);
  return {
    rawPath: target.rawPath,
    path: target.path,
    rawQuery: target.query,
    query: parseQuery(target.query),
    method: request.method ?? "",
    headers: new Map(headers),
    readBody: () => readBody(request, bodyLimit),
  };
}
