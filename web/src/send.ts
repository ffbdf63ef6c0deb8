import { ApiFailure } from "./ApiFailure";

/** A little more than the 8 s within which the API answers. */
const LIMIT_MS = 15_000;

/** Sends a request without a body to the page's own origin. @throws ApiFailure when no answer comes */
export async function send(method: string, path: string): Promise<Response> {
  try {
    return await fetch(path, { method, signal: AbortSignal.timeout(LIMIT_MS), redirect: "error" });
  } catch {
    throw ApiFailure.noAnswer();
  }
}
