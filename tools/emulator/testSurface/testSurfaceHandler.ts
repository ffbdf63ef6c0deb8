import * as z from "zod";
import type { HttpHandler } from "../http/HttpHandler";
import type { HttpRequest } from "../http/HttpRequest";
import type { HttpResponse } from "../http/HttpResponse";
import { jsonResponse } from "../http/jsonResponse";
import { matchPath } from "../http/matchPath";
import type { Control } from "./Control";
import { type TestSurfaceRoute, testSurfaceRoutes } from "./testSurfaceRoutes";

/** The control over HTTP, under `/emulator/`: JSON in and out, 204 where there is nothing to say, 400 with the reason. */
export function testSurfaceHandler(control: Control): HttpHandler {
  return async (request) => {
    const stranger = strangerIn(request);
    if (stranger !== undefined) return refusal(403, "Forbidden", stranger);
    const route = testSurfaceRoutes.find(({ method, path }) => {
      return method === request.method && matchPath(path, request.segments) !== undefined;
    });
    return route ? run(route, request, control) : refusal(404, "NotFound", allRoutes());
  };
}

/** What this machine calls itself, with any port. A name that a web page has brought here by DNS is none of these. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/** Why a request may be a web page's, whose visitor knows nothing of it; programs send no Origin. */
function strangerIn({ headers: { host = "", origin } }: HttpRequest): string | undefined {
  if (!LOOPBACK.test(host)) return "Host must be localhost, 127.0.0.1 or [::1].";
  const own = `https://${host}`;
  return origin === undefined || origin.toLowerCase() === own.toLowerCase()
    ? undefined
    : `Origin must be ${own}, or absent.`;
}

async function run(route: TestSurfaceRoute, request: HttpRequest, control: Control): Promise<HttpResponse> {
  const [parameter] = matchPath(route.path, request.segments) ?? [];
  try {
    const reply = await route.run(control, parameter, parseJson(request.body));
    return reply === undefined ? { status: 204, headers: {}, body: "" } : jsonResponse(200, reply);
  } catch (error) {
    if (error instanceof z.ZodError) return refusal(400, "InvalidRequest", z.prettifyError(error));
    if (error instanceof SyntaxError) return refusal(400, "InvalidJson", error.message);
    throw error;
  }
}

/** @throws SyntaxError */
function parseJson(body: Buffer): unknown {
  return body.length === 0 ? undefined : JSON.parse(body.toString());
}

function refusal(status: number, code: string, message: string): HttpResponse {
  return jsonResponse(status, { error: { code, message } });
}

function allRoutes(): string {
  return `There is no such call. The test surface has: ${testSurfaceRoutes.map(({ method, path }) => `${method} ${path}`).join(", ")}.`;
}
