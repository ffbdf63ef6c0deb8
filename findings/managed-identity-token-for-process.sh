#!/usr/bin/env bash
# @azure/identity 4.13.1: nothing that ManagedIdentityCredential takes makes it ask for another token: neither `claims`, by
# which a service says that it refuses the present one, nor a new credential with an HTTP client of its own.
#
# Guess before the run: getToken with `claims` asks the identity endpoint again, as the other credentials do for continuous
# access evaluation; and two credential objects know nothing of each other.
# Seen, with the identity endpoint of App Service: one request for five calls, the token is kept for the whole process by the
# name of the resource. Only another spelling of that name (two slashes at its end) gets one more. Who has to replace a
# refused token has to ask the endpoint without this credential.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/identity@4.13.1 @azure/core-rest-pipeline@1.24.0
cat > run.mjs <<'JS'
import { deepStrictEqual } from "node:assert";
import { createServer } from "node:http";
import { createDefaultHttpClient } from "@azure/core-rest-pipeline";
import { ManagedIdentityCredential } from "@azure/identity";

let requests = 0;
const server = createServer((request, reply) => {
  const expires_on = String(Math.floor(Date.now() / 1000) + 7200);
  const { searchParams } = new URL(request.url, "http://localhost");
  reply.setHeader("Content-Type", "application/json");
  const body = { access_token: `t${++requests}`, expires_on, resource: searchParams.get("resource"), token_type: "Bearer" };
  reply.end(JSON.stringify(body));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
process.env.IDENTITY_ENDPOINT = `http://127.0.0.1:${server.address().port}/msi/token`;
process.env.IDENTITY_HEADER = "header";

const SCOPE = "https://communication.azure.com/.default";
const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: "1790000000" } } });
const tokenOf = async (credential, scope = SCOPE, options = {}) => (await credential.getToken(scope, options)).token;
const first = new ManagedIdentityCredential();
const inner = createDefaultHttpClient();
const other = new ManagedIdentityCredential({ httpClient: { sendRequest: (request) => inner.sendRequest(request) } });

const seen = {
  first: await tokenOf(first),
  again: await tokenOf(first),
  withClaims: await tokenOf(first, SCOPE, { claims, enableCae: true }),
  otherCredential: await tokenOf(other),
  otherWithClaims: await tokenOf(other, SCOPE, { claims, enableCae: true }),
  twoSlashes: await tokenOf(first, "https://communication.azure.com//.default"),
};
server.close();
console.log(seen, { requests });
const kept = { again: "t1", withClaims: "t1", otherCredential: "t1", otherWithClaims: "t1" };
deepStrictEqual([seen, requests], [{ first: "t1", ...kept, twoSlashes: "t2" }, 2]);
JS
node run.mjs
