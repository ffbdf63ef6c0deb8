import { type FunctionHandler, InvocationContext, type TraceContext } from "@azure/functions";
import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace-node";
import { recordInvocations } from "../../../../shared/telemetry/openTelemetryInvocation";
import { tracerProvider } from "../../../support/finishedSpan";
import { httpRequest } from "../../../support/httpRequest";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const HOSTS_SPAN = "00f067aa0ba902b7";
const HOSTS: TraceContext = { traceParent: `00-${TRACE}-${HOSTS_SPAN}-00`, traceState: "vendor=1", attributes: {} };

const exporter = new InMemorySpanExporter();
const provider = tracerProvider(exporter);
const recorded = recordInvocations(provider.getTracer("test"));

beforeAll(() => {
  provider.register();
});

beforeEach(() => {
  exporter.reset();
});

afterAll(async () => {
  await provider.shutdown();
});

const invoke = async (handler: FunctionHandler, traceContext = HOSTS): Promise<unknown> =>
  await recorded(handler)(
    httpRequest(),
    new InvocationContext({ functionName: "IssueToken", invocationId: "1", traceContext }),
  );

test("is a span in the host's trace, and the function gets and gives what it would without", async () => {
  const reply = await invoke((request: unknown, context) => ({ status: 200, body: [request, context.invocationId] }));
  expect(reply).toEqual({ status: 200, body: [expect.anything(), "1"] });

  const [span] = exporter.getFinishedSpans();
  expect(span).toMatchObject({ name: "IssueToken", kind: SpanKind.SERVER, status: { code: SpanStatusCode.UNSET } });
  expect(span?.spanContext().traceId).toBe(TRACE);
  expect(span?.spanContext().traceState?.serialize()).toBe("vendor=1");
  expect(span?.parentSpanContext?.spanId).toBe(HOSTS_SPAN);
  expect(span?.attributes).toEqual({
    "faas.trigger": "http",
    "faas.invocation_id": "1",
    "http.request.method": "POST",
    "http.response.status_code": 200,
  });
});

test("is the active span while the function runs, after a wait too", async () => {
  const active: unknown[] = [];
  await invoke(async () => {
    await Promise.resolve();
    active.push(trace.getActiveSpan()?.spanContext().spanId);
  });
  expect(active).toEqual([exporter.getFinishedSpans()[0]?.spanContext().spanId]);
});

test.each<[string, TraceContext]>([
  ["no trace context", {}],
  ["a malformed one", { traceParent: "00-1-2-00" }],
])("%s from the host begins a trace", async (_, traceContext) => {
  await invoke(() => ({ status: 204 }), traceContext);
  const [span] = exporter.getFinishedSpans();
  expect(span?.spanContext().traceId).toMatch(/^[\da-f]{32}$/);
  expect(span?.parentSpanContext).toBeUndefined();
});

test.each([
  [{ status: 404, headers: { "x-ms-error-code": "IdentityNotFound" } }, SpanStatusCode.UNSET, undefined],
  [{ status: 503, headers: { "x-ms-error-code": "UpstreamUnavailable" } }, SpanStatusCode.ERROR, "UpstreamUnavailable"],
  [{ status: 500 }, SpanStatusCode.ERROR, "500"],
  ["not a reply", SpanStatusCode.UNSET, undefined],
])("the reply %j is no failure of the caller's making", async (reply, code, type) => {
  await invoke(() => reply);
  const [span] = exporter.getFinishedSpans();
  expect(span?.status.code).toBe(code);
  expect(span?.attributes["error.type"]).toBe(type);
});

test("what the function throws is thrown, and told by its name alone", async () => {
  const error = new RangeError("secret");
  await expect(invoke(() => Promise.reject(error))).rejects.toBe(error);
  const [span] = exporter.getFinishedSpans();
  expect(span).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { "error.type": "RangeError" } });
  expect(span?.events).toEqual([]);
  expect(span?.status.message).toBeUndefined();
});
