import type { HttpRequest } from "./HttpRequest";
import type { HttpResponse } from "./HttpResponse";

/** Answers a request; `undefined` closes the connection without a reply. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse | undefined>;
