import type { HttpRequest } from "../http/HttpRequest";
import type { HttpResponse } from "../http/HttpResponse";
import { matchPath } from "../http/matchPath";
import type { Service } from "../Service";
import type { AcsContext } from "./AcsContext";
import { AcsError } from "./AcsError";
import { authenticate } from "./authentication/authenticate";
import { readApiVersion } from "./readApiVersion";
import { responseHeaders } from "./responseHeaders";
import { type Route, routes } from "./routes";
import { unknownRoute, wrongMethod } from "./unestablished";

/** The identity service of Azure Communication Services. */
export function acsService(context: AcsContext): Service {
  return {
    operation: operationName,
    handle: async (request) => {
      const started = context.wallClock.now();
      const { response, ran } = await answer(request, context);
      const processingMs = context.wallClock.now() - started;
      const headers = responseHeaders(request, { randomBytes: context.randomBytes, processingMs, ran });
      return { ...response, headers: { ...response.headers, ...headers } };
    },
  };
}

interface Answer {
  readonly response: HttpResponse;
  /** Whether the operation ran, be it to a refusal. */
  readonly ran: boolean;
}

async function answer(request: HttpRequest, context: AcsContext): Promise<Answer> {
  try {
    return await run(request, context);
  } catch (error) {
    if (error instanceof AcsError) return { response: refusal(error), ran: !error.details.early };
    throw error;
  }
}

async function run(request: HttpRequest, context: AcsContext): Promise<Answer> {
  const credential = authenticate(request, context);
  const version = readApiVersion(request);
  const atPath = routes[version.shape].filter((route) => matchPath(route.path, request.segments));
  const route = atPath.find(({ method }) => method === request.method);
  if (!route) return { response: notServed(atPath), ran: false };
  const call = { version, identityId: request.segments[1] ?? "", body: request.body, credential };
  return { response: await route.run(call, context), ran: true };
}

function notServed(atPath: readonly Route[]): HttpResponse {
  return atPath.length > 0 ? wrongMethod(atPath.map(({ method }) => method)) : unknownRoute();
}

/** Errors name no charset and are always chunked (recorded). */
function refusal(error: AcsError): HttpResponse {
  const headers = { "Content-Type": "application/json", "Transfer-Encoding": "chunked" };
  return { status: error.status, headers, body: JSON.stringify(error) };
}

function operationName(request: HttpRequest): string {
  const all = [...routes.preview2, ...routes.current];
  return (
    all.find((route) => route.method === request.method && matchPath(route.path, request.segments))?.name ?? "unknown"
  );
}
