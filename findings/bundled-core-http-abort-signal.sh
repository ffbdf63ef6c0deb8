#!/usr/bin/env bash
# @azure/core-http 1.2.6 (beneath @azure/communication-administration), in a bundle made by esbuild 0.25.12.
#
# Guess before the run: a plain bundle calls as the package does; a minified one fails where the caller gives a signal.
# Seen: from node_modules each call is answered. In a bundle none is, minified or not, with a signal of the caller's or
# without: all end with "Expected signal to be an instanceof AbortSignal" before anything is sent. node-fetch 2 knows a
# signal by the name of its class; esbuild gives the class another one, as the bundle also refers to Node's AbortSignal, and
# core-http makes a signal for each call. With keepNames all are answered.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/core-http@1.2.6 @azure/abort-controller@1.1.0 node-fetch@2.7.0 esbuild@0.25.12
cat > call.js <<'JS'
import { createServer } from "node:http";
import { AbortController } from "@azure/abort-controller";
import { ServiceClient, WebResource } from "@azure/core-http";

const server = createServer((_, reply) => reply.end("{}"));
server.listen(0, "127.0.0.1", async () => {
  const client = new ServiceClient(undefined, { noRetryPolicy: true, requestPolicyFactories: [] });
  const call = async (abortSignal) => {
    const request = new WebResource(`http://127.0.0.1:${server.address().port}/`, "GET");
    request.abortSignal = abortSignal;
    try {
      return String((await client.sendRequest(request)).status);
    } catch (error) {
      return error.message;
    }
  };
  console.log([await call(undefined), await call(new AbortController().signal)].join(", "));
  server.close();
});
JS
bundle() {
  npx esbuild call.js --bundle --platform=node --main-fields=module,main --log-level=error "--outfile=$1.cjs" "${@:2}"
}
bundle plain
bundle minified --minify
bundle named --minify --keep-names
seen=$(cp call.js call.mjs; for file in call.mjs plain.cjs minified.cjs named.cjs; do echo "$file: $(node "$file" 2>/dev/null)"; done)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
call.mjs: 200, 200
plain.cjs: Expected signal to be an instanceof AbortSignal, Expected signal to be an instanceof AbortSignal
minified.cjs: Expected signal to be an instanceof AbortSignal, Expected signal to be an instanceof AbortSignal
named.cjs: 200, 200
SEEN
