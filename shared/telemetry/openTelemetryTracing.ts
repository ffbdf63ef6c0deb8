import { createRequire } from "node:module";
import type { FunctionHandler } from "@azure/functions";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { AlwaysOnSampler, BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { Clock } from "../clock";
import { TimeLimitError, withTimeLimit } from "../deadline";
import type { Log } from "../log";
import { OpenTelemetryExporter } from "./openTelemetryExporter";
import { recordInvocations } from "./openTelemetryInvocation";

export interface OpenTelemetryOptions {
  /** `process.env`, which the OpenTelemetry SDK reads its standard variables from, too. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The host gives an app little time to end, and a collector that is down must not use it up. */
const FLUSH_LIMIT_MS = 2_000;

export interface Tracing {
  /** The same function, each of its invocations a span. */
  recorded(handler: FunctionHandler): FunctionHandler;
  /** Exports what is still queued, in bounded time. */
  stop(): Promise<void>;
}

/**
 * Starts to record HTTP calls, those of modules that are loaded already too.
 * @throws Error when a variable of the exporter cannot be understood
 */
export function startTracing({ environment, clock, log }: OpenTelemetryOptions): Tracing {
  const exporter = new OpenTelemetryExporter(new OTLPTraceExporter(), log);
  const provider = new NodeTracerProvider({
    resource: resourceOf(environment),
    spanProcessors: [new BatchSpanProcessor(exporter)],
    // The host marks its request as recorded where the host itself records it, which says nothing of this app.
    ...(!environment["OTEL_TRACES_SAMPLER"] && { sampler: new AlwaysOnSampler() }),
  });
  provider.register();
  recordHttpCalls();
  return {
    recorded: recordInvocations(provider.getTracer("acs-token-api")),
    stop: async () => {
      try {
        await withTimeLimit(FLUSH_LIMIT_MS, clock, () => provider.shutdown());
      } catch (error) {
        const why = error instanceof TimeLimitError ? "in time" : "at all";
        log("warn", { message: `The last spans were not exported ${why}.`, error });
      }
    },
  };
}

/** The operator's OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go before what App Service calls the app. */
function resourceOf(environment: OpenTelemetryOptions["environment"]): Resource {
  const named = resourceFromAttributes({ "service.name": environment["WEBSITE_SITE_NAME"] ?? "acs-token-api" });
  return defaultResource()
    .merge(named)
    .merge(detectResources({ detectors: [envDetector] }));
}

/** Node's own clients are hooked, which all SDKs use in the end: this holds in a bundle, where no package can be hooked. */
function recordHttpCalls(): void {
  new HttpInstrumentation({ disableIncomingRequestInstrumentation: true }).enable();
  // The hook is put in place when a module is next required.
  const load = createRequire(__filename);
  load("node:http");
  load("node:https");
}
