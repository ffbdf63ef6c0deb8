import { HttpRequest } from "@azure/functions";

interface Parts {
  method?: string;
  headers?: Record<string, string>;
  params?: Record<string, string>;
  body?: string | Uint8Array;
}

/** A request as the Functions library hands it to an endpoint: the body in bytes, no header that is not given. */
export function httpRequest({ method = "POST", headers = {}, params = {}, body }: Parts = {}): HttpRequest {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return new HttpRequest({
    method,
    url: "http://localhost:7071/api/identities",
    headers,
    params,
    ...(bytes && { body: { bytes } }),
  });
}
