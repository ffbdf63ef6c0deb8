import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import type { Log } from "../log";
import { scrubbedSpan } from "./openTelemetryScrub";

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
