import type { Attributes } from "@opentelemetry/api";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import type { Log } from "../log";

type Done = Parameters<SpanExporter["export"]>[1];

/** Exports spans scrubbed, and logs when the collector begins to refuse them: once, not with every batch. */
export class OpenTelemetryExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log: Log;
  #isFailing = false;

  constructor(exporter: SpanExporter, log: Log) {
    this.#exporter = exporter;
    this.#log = log;
  }

  export(spans: ReadableSpan[], done: Done): void {
    this.#exporter.export(spans.map(scrubbedSpan), (result) => {
      this.#note(result.error);
      done(result);
    });
  }

  async shutdown(): Promise<void> {
    await this.#exporter.shutdown();
  }

  #note(error: Error | undefined): void {
    if (error && !this.#isFailing) {
      this.#log("warn", { message: "Spans could not be exported to OTEL_EXPORTER_OTLP_ENDPOINT.", error });
    }
    this.#isFailing = error !== undefined;
  }
}

/** All that a span may tell besides its address; whatever else an instrumentation knows stays here. */
const KEPT = new Set([
  "error.type",
  "faas.invocation_id",
  "faas.trigger",
  "http.request.method",
  "http.response.status_code",
  "network.protocol.version",
  "server.address",
  "server.port",
]);

/** The span without what is secret or about a person: no header, query, identity, table key, or text of an error. */
export function scrubbedSpan(span: ReadableSpan): ReadableSpan {
  const { kind, parentSpanContext, startTime, endTime, duration, ended, resource, instrumentationScope } = span;
  const url = urlOf(span.attributes);
  const method = span.attributes["http.request.method"];
  return {
    name: url ? `${String(method ?? "HTTP")} ${url.template}` : span.name,
    attributes: { ...keptOf(span.attributes), ...(url && { "url.full": url.full, "url.template": url.template }) },
    status: { code: span.status.code },
    events: [],
    links: [],
    kind,
    spanContext: () => span.spanContext(),
    ...(parentSpanContext && { parentSpanContext }),
    startTime,
    endTime,
    duration,
    ended,
    resource,
    instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

function keptOf(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => KEPT.has(name)));
}

function urlOf({ "url.full": full }: Attributes): { full: string; template: string } | undefined {
  if (typeof full !== "string" || !URL.canParse(full)) {
    return undefined;
  }
  const { protocol, host, pathname } = new URL(full);
  const template = pathname.split("/").map(templateOf).join("/");
  return { full: `${protocol}//${host}${template}`, template };
}

/** What operations and resources are called; an identity, the id of an account or a tenant, a key or a token does not look so. */
const HARMLESS = /^(?![0-9a-f]{8}-[0-9a-f]{4}-):?[\w.-]{0,64}$/i;

/** Of `Table(PartitionKey='…',RowKey='…')` the table's name stays. */
function templateOf(segment: string): string {
  const [name = "", ...key] = segment.split("(");
  const shown = HARMLESS.test(name) ? name : "{id}";
  return key.length === 0 ? shown : `${shown}({key})`;
}
