import { app } from "@azure/functions";
import { lazy } from "../lazy";
import type { OpenTelemetryOptions } from "./openTelemetryTracing";

/**
 * Where `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector, records every invocation, in the trace that the host gives it,
 * and every HTTP call, and exports them as spans. Elsewhere nothing of OpenTelemetry is loaded.
 * To be called while the app registers its functions. The function that comes back loads the SDK, and resolves when
 * HTTP calls are recorded; the first invocation loads it otherwise. It never rejects: what goes wrong is logged, and
 * the app works without.
 */
export function prepareOpenTelemetry(options: OpenTelemetryOptions): () => Promise<void> {
  if (!options.environment["OTEL_EXPORTER_OTLP_ENDPOINT"]?.trim()) {
    return () => Promise.resolve();
  }
  const tracing = lazy(() => loadTracing(options));
  app.hook.preInvocation(async (invocation) => {
    const { functionHandler } = invocation;
    invocation.functionHandler = (await tracing())?.recorded(functionHandler) ?? functionHandler;
  });
  app.hook.appTerminate(async () => {
    await (await tracing())?.stop();
  });
  return async () => {
    await tracing();
  };
}

async function loadTracing(options: OpenTelemetryOptions) {
  try {
    const { startTracing } = await import("./openTelemetryTracing.js");
    return startTracing(options);
  } catch (error) {
    options.log("error", { message: "OpenTelemetry could not be started; nothing is exported.", error });
    return undefined;
  }
}
