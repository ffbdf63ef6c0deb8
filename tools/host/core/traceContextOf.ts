import type { Random } from "../random";
import type { TraceContext } from "./functionsCore";

/** `version-traceId-parentId-flags` of W3C Trace Context; later versions may have more at the end. */
const TRACE_PARENT =
  /^(?!ff)(?<version>[\da-f]{2})-(?!0{32})(?<traceId>[\da-f]{32})-(?!0{16})[\da-f]{16}-(?<flags>[\da-f]{2})(?<more>-.*)?$/;
/** One `key=value` of a tracestate. */
const STATE_MEMBER = /^[a-z\d][\w\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256}$/;
const MOST_STATE_MEMBERS = 32;
/** Whoever starts a trace, and records nothing of it, says so. */
const NOT_RECORDED = "00";

/**
 * The trace context of the request that this host makes of a caller's one: in the caller's trace where its headers name
 * one, else in a new trace; always with a span id of its own (the host's ScriptInvocationContextExtensions.cs, for
 * which ASP.NET Core reads the headers).
 */
export function traceContextOf(headers: ReadonlyMap<string, readonly string[]>, random: Random): TraceContext {
  const caller = callersTrace(headers.get("traceparent") ?? []);
  const { traceId, flags } = caller ?? { traceId: newId(16, random), flags: NOT_RECORDED };
  return {
    traceParent: `00-${traceId}-${newId(8, random)}-${flags}`,
    traceState: caller ? callersState(headers.get("tracestate") ?? []) : "",
    attributes: {},
  };
}

function callersTrace(values: readonly string[]): { traceId: string; flags: string } | undefined {
  const { version, traceId, flags, more } = TRACE_PARENT.exec(values.join(","))?.groups ?? {};
  const isTooLong = version === "00" && more !== undefined;
  return traceId === undefined || flags === undefined || isTooLong ? undefined : { traceId, flags };
}

/** Empty when it cannot be read: the trace goes on without it. */
function callersState(values: readonly string[]): string {
  const members = values.flatMap((value) => value.split(",")).map((member) => member.trim());
  const given = members.filter(Boolean);
  return given.length <= MOST_STATE_MEMBERS && given.every((member) => STATE_MEMBER.test(member))
    ? given.join(",")
    : "";
}

/** W3C Trace Context has no id that is all zeros. */
function newId(bytes: number, random: Random): string {
  const id = random.bytes(bytes);
  return id.some((byte) => byte !== 0) ? id.toString("hex") : newId(bytes, random);
}
