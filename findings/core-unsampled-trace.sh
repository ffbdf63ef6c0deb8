#!/usr/bin/env bash
# @azure/core-rest-pipeline 1.24.0 with @azure/opentelemetry-instrumentation-azure-sdk 1.0.0: a trace that is not sampled ends
# at the client of Azure.
#
# Guess before the run: each call carries `traceparent`, with the flags 01 where the trace is sampled and 00 where it is not, so
# that all services behind it leave the trace out, too.
# Seen: a call of a trace that is not sampled carries none. The service that it reaches begins a trace of its own, and decides
# afresh whether to sample it: with one trace in ten sampled at either place, nearly half of those seen at the second have no
# beginning. Who calls a service of their own through such a client adds the header by a policy.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/core-rest-pipeline@1.24.0 @azure/opentelemetry-instrumentation-azure-sdk@1.0.0 \
  @opentelemetry/api@1.9.1 @opentelemetry/instrumentation@0.223.0 @opentelemetry/sdk-trace-node@2.12.0
cat > run.cjs <<'JS'
const { context, trace, TraceFlags } = require("@opentelemetry/api");
const { NodeTracerProvider } = require("@opentelemetry/sdk-trace-node");
const { registerInstrumentations } = require("@opentelemetry/instrumentation");
const { createAzureSdkInstrumentation } = require("@azure/opentelemetry-instrumentation-azure-sdk");

new NodeTracerProvider().register();
registerInstrumentations({ instrumentations: [createAzureSdkInstrumentation()] });
const { createHttpHeaders, createPipelineFromOptions, createPipelineRequest } = require("@azure/core-rest-pipeline");

const pipeline = createPipelineFromOptions({});

async function sentIn(traceFlags) {
  let sent;
  const httpClient = {
    sendRequest: async (request) => {
      sent = request.headers.get("traceparent");
      return { request, status: 200, headers: createHttpHeaders() };
    },
  };
  const parent = { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags, isRemote: true };
  const call = () => pipeline.sendRequest(httpClient, createPipelineRequest({ url: "https://a.example/" }));
  await context.with(trace.setSpanContext(context.active(), parent), call);
  return sent?.replace(/-[0-9a-f]{16}-/, "-SPAN-");
}

async function main() {
  console.log("sampled:", await sentIn(TraceFlags.SAMPLED));
  console.log("not sampled:", await sentIn(TraceFlags.NONE));
}
main();
JS
seen=$(node run.cjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
sampled: 00-11111111111111111111111111111111-SPAN-01
not sampled: undefined
SEEN
