import { type Exception, type SpanOptions, type SpanStatus } from "@opentelemetry/api";
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";

interface Recorded extends SpanOptions {
  name: string;
  status?: SpanStatus;
  exception?: Exception;
}

/** A span as an exporter gets it. */
export function finishedSpan({ name, status, exception, ...options }: Recorded): ReadableSpan {
  const exporter = new InMemorySpanExporter();
  const provider = tracerProvider(exporter);
  const span = provider.getTracer("test").startSpan(name, options);
  if (status) {
    span.setStatus(status);
  }
  if (exception) {
    span.recordException(exception);
  }
  span.end();
  const [finished] = exporter.getFinishedSpans();
  if (!finished) {
    throw new Error("The span was not recorded.");
  }
  return finished;
}

/** Gives every span to the exporter as soon as it ends. */
export function tracerProvider(exporter: InMemorySpanExporter): NodeTracerProvider {
  return new NodeTracerProvider({
    sampler: new AlwaysOnSampler(),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
}
