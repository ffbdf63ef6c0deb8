#!/usr/bin/env bash
# @azure/core-rest-pipeline 1.24.0 (beneath all clients of Azure): that a token cannot be renewed is a rejection that nobody
# can handle.
#
# Guess before the run: in the last two minutes of a token's life the client asks for another one in the background, and what
# fails there stays there: the token at hand is sent, and later calls fail for themselves.
# Seen: the client asks again every three seconds until the token has ended. If no call comes just then, which would wait for
# the answer, the last failure is an unhandled rejection: a service with few calls, whose identity provider is away for a moment,
# has to count on it. A credential that keeps its tokens itself avoids it by telling an `expiresOnTimestamp` of 0, with which
# the client asks it for each call, and never in the background.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/core-rest-pipeline@1.24.0
cat > run.mjs <<'JS'
import { bearerTokenAuthenticationPolicy, createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";

// The token's life: two seconds, so that it is soon over, or told as over.
const [, , told] = process.argv;
process.on("unhandledRejection", ({ message }) => console.log(`${told}: nobody handled "${message}"`));
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
JS
seen=$(node run.mjs soon; node run.mjs over)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
soon: 200, 200
soon: nobody handled "no token now"
over: 200, 200
SEEN
