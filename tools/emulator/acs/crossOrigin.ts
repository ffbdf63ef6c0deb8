import type { HttpRequest, HttpResponse } from "../http/http";
import { originsOfPages } from "./unestablished";

/** Whether a browser asks what another origin's page may send (Fetch Standard, "CORS-preflight request"). */
export function isPreflight({ method, headers }: HttpRequest): boolean {
  return method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
}

/** The reply of `work`, or to a browser's question before it, for web pages of other origins to read. */
export async function withCrossOrigin(request: HttpRequest, work: () => Promise<HttpResponse>): Promise<HttpResponse> {
  const allowed = { "Access-Control-Allow-Origin": originsOfPages };
  if (isPreflight(request)) {
    const asked = request.headers["access-control-request-headers"] ?? "";
    const may = { "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": asked };
    return { status: 204, headers: { ...allowed, ...may }, body: "" };
  }
  const response = await work();
  return { ...response, headers: { ...response.headers, ...allowed } };
}
