#!/usr/bin/env bash
# openapi-fetch 0.17.0: an error reply without a body gives neither `data` nor `error`.
#
# Guess before the run: `error` is there, and true, for each reply that is not 2xx.
# Seen: a 401 with Content-Length 0 gives `error: undefined`, the same chunked gives `error: ""`, so `if (error)` takes both
# for a success; `data` is undefined, too. Azure Functions answers a missing function key with such a 401, so a client that
# is generated from a Functions app's OpenAPI document has to look at `response.ok`.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openapi-fetch@0.17.0
cat > run.mjs <<'JS'
import { deepStrictEqual } from "node:assert";
import { createServer } from "node:http";
import createClient from "openapi-fetch";

const replies = {
  "/empty": (reply) => reply.writeHead(401, { "Content-Length": 0 }).end(),
  "/chunked": (reply) => reply.writeHead(401, { "Transfer-Encoding": "chunked" }).end(),
  "/json": (reply) => reply.writeHead(401, { "Content-Type": "application/json" }).end('{"code":"x"}'),
};
const server = createServer((request, reply) => replies[request.url](reply));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const client = createClient({ baseUrl: `http://127.0.0.1:${server.address().port}` });
const seen = {};
for (const path of Object.keys(replies)) {
  const { data, error, response } = await client.GET(path);
  seen[path] = { status: response.status, data, error };
}
server.close();
console.log(seen);
deepStrictEqual(seen, {
  "/empty": { status: 401, data: undefined, error: undefined },
  "/chunked": { status: 401, data: undefined, error: "" },
  "/json": { status: 401, data: undefined, error: { code: "x" } },
});
JS
node run.mjs
