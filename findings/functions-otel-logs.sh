#!/usr/bin/env bash
# @azure/functions-opentelemetry-instrumentation 0.2.0: set up as its README shows, it makes no span, and takes the logs.
#
# Guess before the run: it makes a span for each invocation, or at least adds to what is there: without a provider of logs,
# `context.log` goes the way it went before.
# Seen: as soon as `@azure/functions` is loaded, the app announces the capability WorkerOpenTelemetryEnabled, which tells the
# host that the app sends its logs itself, while the README sets up a provider of traces alone: each line goes to a logger that
# drops it. Of an invocation no span is made; what the handler starts becomes a child of the host's span. Who uses it has to
# set up a provider of logs beside it.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/functions@4.16.5 @azure/functions-opentelemetry-instrumentation@0.2.0 \
  @opentelemetry/instrumentation@0.223.0 @opentelemetry/sdk-trace-node@2.12.0 @opentelemetry/api@1.9.1
# What the Node worker gives the library, as far as this needs it.
mkdir -p node_modules/@azure/functions-core
cat > node_modules/@azure/functions-core/index.js <<'JS'
exports.hooks = {};
exports.version = "3.12.0";
exports.Disposable = class {};
exports.registerFunction = () => {};
exports.setProgrammingModel = (model) => (exports.model = model);
exports.registerHook = (name, callback) => ((exports.hooks[name] ??= []).push(callback), { dispose() {} });
exports.log = () => {};
JS
cat > run.cjs <<'JS'
const { trace } = require("@opentelemetry/api");
const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } = require("@opentelemetry/sdk-trace-node");
const { registerInstrumentations } = require("@opentelemetry/instrumentation");
const { AzureFunctionsInstrumentation } = require("@azure/functions-opentelemetry-instrumentation");

const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
const instrumentation = new AzureFunctionsInstrumentation();
registerInstrumentations({ instrumentations: [instrumentation] });
require("@azure/functions").app.get("tokens", { handler: () => ({}) });
const worker = require("@azure/functions-core");

async function main() {
  console.log("hooks:", Object.keys(worker.hooks));
  console.log("capabilities:", await worker.model.getCapabilities({}));
  const traceContext = { traceParent: "00-11111111111111111111111111111111-2222222222222222-01" };
  const context = {
    invocationContext: { traceContext },
    functionCallback: () => trace.getTracer("mine").startSpan("mine").end(),
  };
  worker.hooks.preInvocation.forEach((hook) => hook(context));
  context.functionCallback();
  worker.hooks.log.forEach((hook) => hook({ level: "information", message: "A line." }));
  const spans = exporter.getFinishedSpans();
  console.log("spans:", spans.map(({ name, parentSpanContext }) => `${name}, child of ${parentSpanContext.spanId}`));
  console.log("the logger takes lines:", instrumentation.logger.enabled());
}
main();
JS
seen=$(node run.cjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
hooks: [ 'log', 'preInvocation' ]
capabilities: { WorkerOpenTelemetryEnabled: 'true' }
spans: [ 'mine, child of 2222222222222222' ]
the logger takes lines: false
SEEN
