#!/usr/bin/env bash
# @azure/communication-common 2.4.2: a proactive refresh that fails is a rejection that no caller can handle.
#
# Guess before the run: with `refreshProactively` an error of the refresher in the background stays there, as the token at
# hand is good for ten minutes more.
# Seen: getToken goes on giving that token, but the error is an unhandled rejection of the process, which Node ends by default.
# A refresher for a server must not reject while a token is at hand: it has to catch what fails, and try again by itself.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/communication-common@2.4.2
cat > run.mjs <<'JS'
import { once } from "node:events";
import { AzureCommunicationTokenCredential } from "@azure/communication-common";

// The refresh is due ten minutes before the token ends: in a second or two.
const claims = { exp: Math.floor(Date.now() / 1000) + 602 };
const token = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
const credential = new AzureCommunicationTokenCredential({
  token,
  tokenRefresher: () => Promise.reject(new Error("no reply")),
  refreshProactively: true,
});
const [error] = await once(process, "unhandledRejection", { signal: AbortSignal.timeout(30_000) });
const { token: given } = await credential.getToken();
credential.dispose();
console.log(`unhandled: ${error.message}; getToken gives ${given === token ? "the token at hand" : given}`);
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
unhandled: no reply; getToken gives the token at hand
SEEN
