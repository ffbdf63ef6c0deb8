import type { HttpResponse } from "./HttpResponse";

/** `value` as compact JSON, with the content type that Azure's services give on success. */
export function jsonResponse(status: number, value: unknown, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: { "Content-Type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}
