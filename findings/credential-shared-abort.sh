#!/usr/bin/env bash
# @azure/communication-common 2.4.2: one caller's abort signal ends the token of all who wait for it.
#
# Guess before the run: calls of getToken that meet share one refresh, and a signal ends the call that it was given to.
# Seen: they share it, and the refresher gets the signal of the first alone. Its abort rejects all of them with the refresher's
# error; a signal of a later call has no effect at all, not even on that call. Chat and calling clients that share a
# credential can end each other's sign-in, unless the refresher ignores `abortSignal`.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/communication-common@2.4.2
cat > run.mjs <<'JS'
import { AzureCommunicationTokenCredential } from "@azure/communication-common";

function tokenOf(seconds) {
  const claims = { exp: Math.floor(Date.now() / 1000) + seconds };
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
}

/** What becomes of two calls that wait for the same refresh, when the signal of one is aborted before the token comes. */
async function whenAborted(aborted) {
  let refreshes = 0;
  const credential = new AzureCommunicationTokenCredential({
    token: tokenOf(-1),
    tokenRefresher: (signal) =>
      new Promise((resolve, reject) => {
        refreshes++;
        signal.addEventListener("abort", () => reject(new Error("aborted")));
        setTimeout(() => resolve(tokenOf(3600)), 100);
      }),
  });
  const controllers = [new AbortController(), new AbortController()];
  const calls = controllers.map(({ signal }) => credential.getToken({ abortSignal: signal }));
  controllers[aborted].abort();
  const ends = await Promise.allSettled(calls);
  return `${refreshes} refresh; ${ends.map(({ status, reason }) => reason?.message ?? status).join(", ")}`;
}

console.log("the first call's signal:", await whenAborted(0));
console.log("the second call's signal:", await whenAborted(1));
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
the first call's signal: 1 refresh; aborted, aborted
the second call's signal: 1 refresh; fulfilled, fulfilled
SEEN
