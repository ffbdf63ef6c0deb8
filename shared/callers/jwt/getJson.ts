import * as z from "zod";
import type { Clock } from "../../clock";
import { classify } from "../../upstream/classify";
import { UpstreamFailure } from "../../upstream/UpstreamFailure";

/** What Node's fetch says of a failed connection. */
const networkError = z.object({ cause: z.object({ code: z.string() }) });

/**
 * Gets a JSON document over https. A redirect is not followed: it could lead to where there is no TLS.
 * @throws UpstreamFailure
 */
export async function getJson(url: string, signal: AbortSignal, clock: Clock): Promise<unknown> {
  if (!URL.canParse(url) || new URL(url).protocol !== "https:") {
    throw new UpstreamFailure("unexpected", { mayHaveActed: false, cause: new Error(`Not an https address: ${url}`) });
  }
  const response = await send(url, signal, clock);
  if (response.status !== 200) {
    await response.body?.cancel();
    const retryAfter = response.headers.get("retry-after") ?? undefined;
    const cause = new Error(`${url} answered ${response.status}.`);
    throw classify({ status: response.status, retryAfter, cause }, clock.now());
  }
  try {
    return await response.json();
  } catch (cause) {
    throw new UpstreamFailure("unavailable", { mayHaveActed: false, cause });
  }
}

async function send(url: string, signal: AbortSignal, clock: Clock): Promise<Response> {
  try {
    return await fetch(url, { signal, redirect: "manual", headers: { Accept: "application/json" } });
  } catch (cause) {
    const { data } = networkError.safeParse(cause);
    throw classify({ code: data?.cause.code, cause }, clock.now());
  }
}
