import type { Reply } from "../../support/ApiUnderTest";

export interface Sent {
  method: string;
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
}

export interface TimedReply extends Reply {
  milliseconds: number;
}

/** Sends a request, and measures until the reply is whole. */
export async function timedFetch(origin: string, { method, path, headers, body }: Sent): Promise<TimedReply> {
  const started = performance.now();
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { "Content-Type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const milliseconds = Math.round(performance.now() - started);
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const json: unknown = isJson ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, json, milliseconds };
}
