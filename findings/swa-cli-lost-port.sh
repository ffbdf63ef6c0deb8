#!/usr/bin/env bash
# @azure/static-web-apps-cli 2.0.10: when its port is taken while it starts, `swa start` ends with exit code 0 and says nothing.
#
# Guess before the run: it prints Node's EADDRINUSE, and ends with another code than 0.
# Seen: it looks whether the port is free, waits for the API, and listens last. Where another process has the port by
# then, no line tells of it, and the exit code is that of success: who starts it by a script takes it for stopped by hand.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @azure/static-web-apps-cli@2.0.10
mkdir site
echo '<h1>Site</h1>' > site/index.html
cat > run.mjs <<'JS'
import { deepStrictEqual } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createApi } from "node:http";
import { createServer } from "node:net";

const listening = async (server, port = 0) => {
  await once(server.listen(port, "127.0.0.1"), "listening");
  return server.address().port;
};

const other = createServer();
const port = await listening(other);
other.close();
// The last that the emulator asks of the API, before it listens.
const api = createApi(async (request, reply) => {
  if (request.url === "/admin/functions") {
    await listening(other, port);
  }
  reply.end("[]");
});
const apiUrl = `http://127.0.0.1:${await listening(api)}`;

const cli = "node_modules/@azure/static-web-apps-cli/dist/cli/bin.js";
const options = ["start", "site", "--api-devserver-url", apiUrl, "--host", "localhost", "--port", String(port)];
const swa = spawn(process.execPath, [cli, ...options]);
let said = "";
swa.stdout.on("data", (text) => (said += text));
swa.stderr.on("data", (text) => (said += text));
const [code] = await once(swa, "close");
other.close();
api.close();

const seen = { code, tellsOfThePort: new RegExp(`EADDRINUSE|in use|${port}`).test(said), started: said.includes("emulator started") };
console.log(seen);
deepStrictEqual(seen, { code: 0, tellsOfThePort: false, started: false });
JS
node run.mjs
