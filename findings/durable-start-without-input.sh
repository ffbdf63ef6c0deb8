#!/usr/bin/env bash
# durable-functions 3.5.0: an orchestration that is started without input gets an empty text for it.
#
# Guess before the run: startNew without `input` sends no body, as raiseEvent without data does, so that the orchestrator's
# getInput() is undefined, and a default for it applies.
# Seen: `""` is sent, in quotes, which is JSON for an empty text; `input: null` is sent as null. A default by `??` or in a
# parameter never applies, and JSON.parse of it fails. A sent 0 and false are what they were.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund durable-functions@3.5.0 @azure/functions@4.16.5
cat > run.cjs <<'JS'
const { once } = require("node:events");
const { createServer } = require("node:http");
const { InvocationContext } = require("@azure/functions");
const df = require("durable-functions");

async function main() {
  let body;
  const server = createServer(async (request, reply) => {
    body = Buffer.concat(await request.toArray()).toString();
    reply.writeHead(202, { "Content-Type": "application/json" }).end('{"id":"1"}');
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const base = `http://127.0.0.1:${server.address().port}/runtime/webhooks/durabletask`;
  const input = df.input.durableClient();
  const context = new InvocationContext({ options: { extraInputs: [input] } });
  // What the host gives to a function with this input.
  context.extraInputs.set(input, {
    taskHubName: "hub",
    baseUrl: base,
    rpcBaseUrl: `${base}/`,
    requiredQueryStringParameters: "code=x",
    creationUrls: {},
    managementUrls: {},
  });
  const client = df.getClient(context);
  for (const options of [{}, { input: undefined }, { input: null }, { input: 0 }, { input: false }]) {
    await client.startNew("Orchestrator", options);
    console.log(`started with ${"input" in options ? options.input : "nothing"}: ${body || "no body"}`);
  }
  await client.raiseEvent("1", "approved", undefined);
  console.log(`an event with nothing: ${body || "no body"}`);
  server.close();
}
main();
JS
seen=$(node run.cjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
started with nothing: ""
started with undefined: ""
started with null: null
started with 0: 0
started with false: false
an event with nothing: no body
SEEN
