#!/usr/bin/env bash
# @azure/functions 4.16.5: a cookie that is to be deleted, by `expires: new Date(0)`, goes out without any end.
#
# Guess before the run: `expires` is what the handler gave, a Date or milliseconds, as its types say.
# Seen: the first moment of 1970, with which most programs delete a cookie, counts as not given, and so does the number 0: the
# browser gets a cookie for the session, with the value that should have taken the old one's place for no time at all. From
# half a second after it on the date is kept. `maxAge: 0` deletes. In the same way a retry's `delayInterval` of 400 ms, which
# is given in milliseconds, is none: both are whole seconds on their way to the host.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/functions@4.16.5
# What the Node worker gives the library, as far as this needs it.
mkdir -p node_modules/@azure/functions-core
cat > node_modules/@azure/functions-core/index.js <<'JS'
exports.functions = [];
exports.registerFunction = (metadata) => exports.functions.push(metadata);
exports.setProgrammingModel = (model) => (exports.model = model);
exports.log = () => {};
JS
cat > run.cjs <<'JS'
const { app } = require("@azure/functions");

const handler = () => ({});
app.http("signOut", { handler });
for (const delayInterval of [400, 600]) {
  const retry = { strategy: "fixedDelay", maxRetryCount: 3, delayInterval };
  app.timer(`every${delayInterval}`, { schedule: "0 * * * * *", handler, retry });
}
const { functions, model } = require("@azure/functions-core");

async function main() {
  const [metadata, ...timers] = functions;
  const invocation = model.getInvocationModel({ invocationId: "1", metadata, request: { inputData: [] }, log: () => {} });
  const { context } = await invocation.getArguments();
  for (const end of [{ expires: new Date(0) }, { expires: 0 }, { expires: new Date(1000) }, { maxAge: 0 }]) {
    const { returnValue } = await invocation.getResponse(context, { cookies: [{ name: "session", value: "", ...end }] });
    const [{ expires, maxAge }] = returnValue.http.cookies;
    console.log(`${JSON.stringify(end)}: ${JSON.stringify({ expires, maxAge })}`);
  }
  console.log(`retries after: ${timers.map(({ retryOptions }) => JSON.stringify(retryOptions.delayInterval))}`);
}
main();
JS
seen=$(node run.cjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
{"expires":"1970-01-01T00:00:00.000Z"}: {}
{"expires":0}: {}
{"expires":"1970-01-01T00:00:01.000Z"}: {"expires":{"value":{"seconds":1}}}
{"maxAge":0}: {"maxAge":{"value":0}}
retries after: {"seconds":0},{"seconds":1}
SEEN
