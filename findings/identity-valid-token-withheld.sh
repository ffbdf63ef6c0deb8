#!/usr/bin/env bash
# @azure/identity 4.13.1: while Entra is away, ClientSecretCredential does not give out a token that has an hour to live.
#
# Guess before the run: once `refresh_in` has passed, the renewal goes on beside ("in the background", as the library beneath
# it says), and the token at hand is given out until it ends, whatever becomes of that.
# Seen: the caller waits for the renewal. If Entra cannot be reached, getToken rejects. If Entra answers 503, the first call
# gets the token; for a minute all others are rejected without a request, also when Entra is back. A credential without any
# token waits that minute, too, since a 503 without Retry-After is remembered for it, and the message no longer says what it
# was. Who calls getToken directly has to keep the token by its own end; a client of Azure does.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/identity@4.13.1 @azure/core-rest-pipeline@1.24.0
cat > run.mjs <<'JS'
import { setTimeout as wait } from "node:timers/promises";
import { createHttpHeaders, RestError } from "@azure/core-rest-pipeline";
import { ClientSecretCredential } from "@azure/identity";

const authority = "https://login.microsoftonline.com/tenant";
const configuration = {
  issuer: `${authority}/v2.0`,
  authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
  token_endpoint: `${authority}/oauth2/v2.0/token`,
};
const token = (name, refresh_in) => [200, { token_type: "Bearer", access_token: name, expires_in: 3600, refresh_in }];
const busy = [503, { error: "temporarily_unavailable", error_description: "Later." }];
const away = undefined;

/** Asks a new credential for a token with each of these answers of Entra, of which the first may be due for renewal. */
async function tell(title, answers) {
  let answer;
  let requests = 0;
  const sendRequest = async (request) => {
    const isForToken = new URL(request.url).pathname.endsWith("/token");
    requests += isForToken;
    if (isForToken && answer === away) {
      throw new RestError("not found", { code: "ENOTFOUND", request });
    }
    const [status, body] = isForToken ? answer : [200, configuration];
    const headers = createHttpHeaders({ "Content-Type": "application/json" });
    return { request, status, headers, bodyAsText: JSON.stringify(body) };
  };
  const options = { httpClient: { sendRequest }, disableInstanceDiscovery: true, retryOptions: { maxRetries: 0 } };
  const credential = new ClientSecretCredential("tenant", "client", "secret", options);
  const seen = [];
  for (answer of answers) {
    requests = 0;
    const asked = credential.getToken("https://vault.azure.net/.default");
    const given = await asked.then((one) => one.token, ({ name }) => name);
    if (seen.push(`${given} by ${requests}`) === 1) {
      await wait(2100);
    }
  }
  console.log(`${title}: ${seen.join(", ")}`);
}

await tell("cannot be reached", [token("old", 1), away, token("new", 1800)]);
await tell("answers 503", [token("old", 1), busy, busy, token("new", 1800)]);
await tell("503 at first", [busy, token("new", 1800)]);
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
cannot be reached: old by 1, AuthenticationRequiredError by 1, old by 1
answers 503: old by 1, old by 1, AuthenticationRequiredError by 0, AuthenticationRequiredError by 0
503 at first: AuthenticationRequiredError by 1, AuthenticationRequiredError by 0
SEEN
