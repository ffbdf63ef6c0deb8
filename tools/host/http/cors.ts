import { StartError } from "../StartError";
import type { HttpCall } from "./readCall";
import { emptyReply, type Reply } from "./Reply";

/** Who may call from a browser. What it allows is that of Core Tools' Startup.cs: any header, any method. */
export interface CorsPolicy {
  /** Lower case; `*` alone allows every origin. */
  readonly origins: readonly string[];
  readonly allowsCredentials: boolean;
}

/**
 * Reads a comma-separated list of origins; undefined when it is empty: then nothing is done about CORS.
 * @throws StartError for a list that would not do what it seems to say.
 */
export function parseCorsPolicy(origins: string | undefined, allowsCredentials: boolean): CorsPolicy | undefined {
  const list = (origins ?? "").split(",").filter((origin) => origin !== "");
  if (list.length === 0) {
    return undefined;
  }
  if (list.some((origin) => /\s|\/$/.test(origin))) {
    throw new StartError(
      "The CORS origins must be a comma-separated list without spaces, and without a '/' at the end of an origin.",
    );
  }
  if (allowsCredentials && list.includes("*")) {
    throw new StartError("CORS cannot allow credentials to every origin: name the origins, or drop CORSCredentials.");
  }
  return { origins: list.map((origin) => origin.toLowerCase()), allowsCredentials };
}

/** Whether the browser only asks if it may send a request. */
export function isPreflight({ method, headers }: HttpCall): boolean {
  return method === "OPTIONS" && headers.has("origin") && headers.has("access-control-request-method");
}

/** The answer to a preflight: 204 for everyone, with leave to go on only for an origin that is allowed. */
export function preflightReply(policy: CorsPolicy, { headers }: HttpCall): Reply {
  const allowed = originHeaders(policy, headers.get("origin")?.[0]);
  if (!allowed) {
    return emptyReply(204);
  }
  const asked = headers.get("access-control-request-headers")?.join(",");
  return emptyReply(204, {
    ...allowed,
    ...(asked && { "access-control-allow-headers": asked.replaceAll(/\s/g, "") }),
    "access-control-allow-methods": headers.get("access-control-request-method")?.[0] ?? "",
  });
}

/** Adds to a reply what the browser must see before it shows the reply to its page. */
export function withCors(policy: CorsPolicy | undefined, { headers }: HttpCall, reply: Reply): Reply {
  const allowed = policy && originHeaders(policy, headers.get("origin")?.[0]);
  if (!allowed) {
    return reply;
  }
  const vary = [reply.headers["vary"] ?? [], allowed["vary"] ?? []].flat();
  return { ...reply, headers: { ...reply.headers, ...allowed, ...(vary.length > 0 && { vary }) } };
}

/** As ASP.NET Core's CorsService.cs: `Vary` only when the answer depends on the origin. */
function originHeaders(policy: CorsPolicy, origin: string | undefined): Record<string, string> | undefined {
  const allowsAll = policy.origins.join() === "*";
  if (origin === undefined || !(allowsAll || policy.origins.includes(origin))) {
    return undefined;
  }
  return {
    "access-control-allow-origin": allowsAll ? "*" : origin,
    ...(policy.allowsCredentials && { "access-control-allow-credentials": "true" }),
    ...(policy.origins.length > 1 && { vary: "Origin" }),
  };
}
