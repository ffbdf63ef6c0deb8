/** One request as the emulated services see it. */
export interface HttpRequest {
  readonly scheme: "http" | "https";
  /** Upper case. */
  readonly method: string;
  /** Path and query exactly as sent: this is what clients sign. */
  readonly rawTarget: string;
  /** The path's segments, each percent-decoded, without empty ones. */
  readonly segments: readonly string[];
  /** The segments joined by "/", with a leading one: for people and for prefixes, not for routing. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Partial<Record<string, string>>>;
  readonly body: Buffer;
}

/** One reply. An empty body sends none. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers a request; `undefined` closes the connection without a reply. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse | undefined>;

/** `value` as compact JSON, with the content type that Azure's services give on success. */
export function jsonResponse(status: number, value: unknown, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: { "Content-Type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}

/** Done, with nothing to say. */
export const NO_CONTENT: HttpResponse = { status: 204, headers: {}, body: "" };

/** The emulator's own answer: `value` as JSON, or 204 where there is nothing to say. */
export function answer(value: unknown): HttpResponse {
  const headers = { "Cache-Control": "no-store" };
  return value === undefined ? { status: 204, headers, body: "" } : jsonResponse(200, value, headers);
}

/** A refusal of the emulator's own, in the error envelope that Azure's services share. */
export function refusal(status: number, code: string, message: string): HttpResponse {
  return jsonResponse(status, { error: { code, message } });
}

/** The token in `Authorization`; `undefined` where that has another scheme, or is absent. */
export function bearerToken({ headers }: HttpRequest): string | undefined {
  return /^Bearer (.+)$/i.exec(headers["authorization"] ?? "")?.[1];
}

/**
 * The values of a pattern's placeholders, such as `{id}` in `/identities/{id}`, each standing for one segment;
 * `undefined` when the decoded segments of a request are not those of the pattern.
 */
export function matchPath(pattern: string, segments: readonly string[]): string[] | undefined {
  const names = pattern.split("/").filter(Boolean);
  const matches = names.length === segments.length && names.every((name, i) => isHole(name) || name === segments[i]);
  return matches ? segments.filter((_, i) => isHole(names[i] ?? "")) : undefined;
}

function isHole(name: string): boolean {
  return name.startsWith("{");
}
