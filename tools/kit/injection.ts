import { STATUS_CODES } from "node:http";

/** Which requests an injected fault is for. Absent members narrow nothing. */
export interface Narrowed {
  /** For so many requests, then no more; absent: until it is removed. */
  readonly times?: number | undefined;
  /** Only requests with this method. */
  readonly method?: string | undefined;
  /** Only requests whose decoded path, without the query, matches, or begins so. */
  readonly path?: RegExp | string | undefined;
}

/** Whether a fault is for the request with this method, in upper case, and this decoded path. */
export function concerns({ method, path = "" }: Narrowed, request: { method: string; path: string }): boolean {
  const isMethod = method === undefined || method.toUpperCase() === request.method;
  return isMethod && (typeof path === "string" ? request.path.startsWith(path) : path.test(request.path));
}

/** An injected fault and how often it was met. */
export class FaultInForce<F extends object> {
  #met = 0;

  constructor(readonly fault: F) {}

  /** How many requests met it; connections, for an expired certificate. */
  get met(): number {
    return this.#met;
  }

  get isSpent(): boolean {
    const { times = Infinity }: Pick<Narrowed, "times"> = this.fault;
    return this.#met >= times;
  }

  meet(): void {
    this.#met++;
  }
}

/** What answers in a service's place: a gateway with a page, another service's JSON, or something without a word. */
export const foreignReplies = ["html", "json", "empty"] as const;

export type ForeignReply = (typeof foreignReplies)[number];

/** A status instead of the service's reply. */
export interface Failure {
  readonly status: number;
  /** The `Retry-After` header: seconds, or a date. */
  readonly retryAfter?: number | string | undefined;
  /** Whose reply it is, when not the service's own. */
  readonly foreign?: ForeignReply | undefined;
  /** What the service says of it, as JSON. Default: the error envelope that most Azure services share, named after the status. */
  readonly body?: object | undefined;
}

interface Reply {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The reply of a service that fails so, or of whoever answers in its place. `message`: the envelope's. */
export function failureReply({ status, retryAfter, foreign, body }: Failure, message: string) {
  const wait = retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
  const code = (STATUS_CODES[status] ?? "Unknown").replace(/\W/g, "");
  const reply = foreign ? foreignReply(foreign, status) : json(body ?? { error: { code, message } }, "; charset=utf-8");
  return { status, headers: { ...reply.headers, ...wait }, body: reply.body };
}

/** The content type and body of a reply that is none of the service's own. */
export function foreignReply(whose: ForeignReply, status: number): Reply {
  switch (whose) {
    case "html":
      return { headers: { "Content-Type": "text/html; charset=utf-8" }, body: page(status) };
    case "json":
      // The form in which Azure API Management refuses a path that none of its APIs has.
      return json({ statusCode: status, message: "Resource not found" });
    case "empty":
      return { headers: {}, body: "" };
  }
}

function json(value: object, charset = ""): Reply {
  return { headers: { "Content-Type": `application/json${charset}` }, body: JSON.stringify(value) };
}

function page(status: number): string {
  return `<!doctype html><html lang="en"><title>${status}</title><h1>Our services are not available here.</h1></html>`;
}
