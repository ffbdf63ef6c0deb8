import { InvocationContext } from "@azure/functions";
import { traceContextOf, traceIdOf } from "../../../../shared/telemetry/traceContext";
import { httpRequest } from "../../../support/httpRequest";

const OF_HOST = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const OF_CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

function traced(headers: Record<string, string>, traceContext?: { traceParent?: string; traceState?: string }) {
  const context = new InvocationContext(traceContext && { traceContext });
  return traceContextOf(httpRequest({ headers }), context);
}

test("the trace is the one that the host tells", () => {
  const headers = { traceparent: OF_CALLER, tracestate: "of=caller" };
  expect(traced(headers, { traceParent: OF_HOST, traceState: "of=host" })).toEqual({
    traceparent: OF_HOST,
    tracestate: "of=host",
  });
  expect(traced(headers, { traceParent: OF_HOST })).toEqual({ traceparent: OF_HOST });
});

test("where the host tells none it is the caller's", () => {
  const trace = traced({ traceparent: OF_CALLER, tracestate: "of=caller" });
  expect(trace).toEqual({ traceparent: OF_CALLER, tracestate: "of=caller" });
  expect(traceIdOf(trace)).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
});

it.each([
  "",
  "x",
  OF_CALLER.toUpperCase(),
  OF_CALLER.slice(0, -1),
  `00-${"0".repeat(32)}-00f067aa0ba902b7-00`,
  `00-4bf92f3577b34da6a3ce929d0e0e4736-${"0".repeat(16)}-00`,
])("what is no traceparent is not believed, and a new trace begun: %p", (traceparent) => {
  const trace = traced({ traceparent, tracestate: "of=caller" });
  expect(trace.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(trace.traceparent).not.toBe(traced({ traceparent }).traceparent);
  expect(trace.tracestate).toBeUndefined();
});

it.each(["", "a=b,".repeat(200)])("a tracestate that nobody has to carry is left out: %p", (tracestate) => {
  expect(traced({ traceparent: OF_CALLER, tracestate })).toEqual({ traceparent: OF_CALLER });
});
