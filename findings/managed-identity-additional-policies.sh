#!/usr/bin/env bash
# @azure/identity 4.13.1: ManagedIdentityCredential drops `additionalPolicies` without a word, and uses `httpClient`.
#
# Guess before the run: its options are those of every Azure client, so a policy given to it sees its requests.
# Seen, with the identity endpoint of App Service: the policy is never called; an HTTP client given beside it is. Who wants
# to watch, count or time the requests for a managed identity's token has to do so in the HTTP client.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/identity@4.13.1 @azure/core-rest-pipeline@1.24.0
cat > run.mjs <<'JS'
import { deepStrictEqual } from "node:assert";
import { createServer } from "node:http";
import { createDefaultHttpClient } from "@azure/core-rest-pipeline";
import { ManagedIdentityCredential } from "@azure/identity";

const seen = { requests: 0, policy: 0, httpClient: 0 };
const server = createServer((request, reply) => {
  seen.requests++;
  const expires_on = String(Math.floor(Date.now() / 1000) + 7200);
  reply.setHeader("Content-Type", "application/json");
  reply.end(JSON.stringify({ access_token: "t", expires_on, resource: "https://vault.azure.net", token_type: "Bearer" }));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
process.env.IDENTITY_ENDPOINT = `http://127.0.0.1:${server.address().port}/msi/token`;
process.env.IDENTITY_HEADER = "header";

const inner = createDefaultHttpClient();
const credential = new ManagedIdentityCredential({
  additionalPolicies: [
    {
      position: "perCall",
      policy: {
        name: "counting",
        sendRequest: (request, next) => {
          seen.policy++;
          return next(request);
        },
      },
    },
  ],
  httpClient: {
    sendRequest: (request) => {
      seen.httpClient++;
      return inner.sendRequest(request);
    },
  },
});
await credential.getToken("https://vault.azure.net/.default");
server.close();
console.log(seen);
deepStrictEqual(seen, { requests: 1, policy: 0, httpClient: 1 });
JS
node run.mjs
