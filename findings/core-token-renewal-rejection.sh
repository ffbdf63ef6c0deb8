#!/usr/bin/env bash
# @azure/core-rest-pipeline 1.24.0 (beneath all clients of Azure): a token that cannot be renewed ends the process.
#
# Guess before the run: in the last two minutes of a token's life the client asks for another one in the background, and what
# fails there stays there: the token at hand is sent, and later calls fail for themselves.
# Seen: the client asks again every three seconds until the token has ended. If no call comes just then, which would wait for
# the answer, the last failure is an unhandled rejection, and Node ends a process for that: a service with few calls, whose
# identity provider is away for a moment, is gone. A credential that keeps its tokens itself avoids it by telling an
# `expiresOnTimestamp` of 0, with which the client asks it for each call, and never in the background.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/core-rest-pipeline@1.24.0
cat > run.mjs <<'JS'
import { bearerTokenAuthenticationPolicy, createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";

// The token's life: two seconds, so that it is soon over, or told as over.
const [, , told] = process.argv;
let asked = 0;
const credential = {
  getToken: async () => {
    if (asked++ > 1) {
      throw new Error("no token now");
    }
    return { token: "t", expiresOnTimestamp: told === "over" ? 0 : Date.now() + 2000 };
  },
};
const policy = bearerTokenAuthenticationPolicy({ credential, scopes: "https://vault.azure.net/.default" });
const answer = async (request) => ({ request, status: 200, headers: createHttpHeaders() });
const call = () => policy.sendRequest(createPipelineRequest({ url: "https://a.example/" }), answer);
const { status: first } = await call();
const { status: second } = await call();
if (told !== "over") {
  await call();
}
console.log(`${told}: ${first}, ${second}`);
// What else a server waits for.
setTimeout(() => console.log(`${told}: still here`), 10_000);
JS
run() {
  code=0
  node run.mjs "$1" 2>errors.txt || code=$?
  echo "$1: exit code $code$(grep --only-matching --max-count=1 'Error: no token now' errors.txt | sed 's/^/, /')"
}
seen=$(run soon; run over)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
soon: 200, 200
soon: exit code 1, Error: no token now
over: 200, 200
over: still here
over: exit code 0
SEEN
