#!/usr/bin/env bash
# @azure-rest/communication-messages 2.0.0 of ACS: a message whose sending was answered with 503 is sent again without an id.
#
# Guess before the run: as the clients of ACS for SMS and calls do, it gives a sending a Repeatability-Request-ID that
# stays the same in a retry, so that the service can tell a retry from a second message.
# Seen: it retries after a 503, or a connection that breaks, but sets no id: where the first try got through, the user gets the
# message twice. The caller has to give both headers with each sending; then a retry carries the same ones.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure-rest/communication-messages@2.0.0 @azure/communication-sms@1.1.0 \
  @azure/core-rest-pipeline@1.24.0
cat > run.mjs <<'JS'
import messages from "@azure-rest/communication-messages";
import { SmsClient } from "@azure/communication-sms";
import { createHttpHeaders, RestError } from "@azure/core-rest-pipeline";

const tries = [];
const httpClient = {
  sendRequest: async (request) => {
    const { to, smsRecipients } = JSON.parse(request.body);
    tries.push(request.headers.get("repeatability-request-id") ?? smsRecipients?.[0].repeatabilityRequestId ?? "none");
    if (tries.length === 1) {
      throw new RestError("the connection broke", { code: "ECONNRESET", request });
    }
    const status = tries.length === 2 ? 503 : 202;
    const value = smsRecipients?.map((recipient) => ({ ...recipient, httpStatusCode: 202, successful: true }));
    const headers = createHttpHeaders({ "Content-Type": "application/json" });
    return { request, status, headers, bodyAsText: JSON.stringify({ value, receipts: [{ messageId: "m", to }] }) };
  },
};
const options = { httpClient, retryOptions: { retryDelayInMs: 1 } };
const connection = ["endpoint=https://acs.example/;accesskey=a2V5", options];
const path = "/messages/notifications:send";
const body = { channelRegistrationId: "c0000000-0000-4000-8000-000000000000", to: ["+14255550123"], kind: "text", content: "hi" };

async function tell(what, send) {
  await send();
  const ids = new Set(tries);
  console.log(`${what}: ${tries.length} tries, ids: ${ids.has("none") ? "none" : ids.size}`);
  tries.length = 0;
}
const client = messages.default(...connection);
await tell("messages", () => client.path(path).post({ body }));
const headers = { "Repeatability-Request-ID": "d0000000-0000-4000-8000-000000000000", "Repeatability-First-Sent": new Date(0).toUTCString() };
await tell("messages, ids by the caller", () => client.path(path).post({ body, headers }));
const sms = new SmsClient(...connection);
await tell("SMS", () => sms.send({ from: "+14255550100", to: ["+14255550123"], message: "hi" }));
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
messages: 3 tries, ids: none
messages, ids by the caller: 3 tries, ids: 1
SMS: 3 tries, ids: 1
SEEN
