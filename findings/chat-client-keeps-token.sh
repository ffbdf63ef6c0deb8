#!/usr/bin/env bash
# @azure/communication-chat 1.6.0 with @azure/communication-common 2.4.2: a chat client goes on after its credential is disposed.
#
# Guess before the run: the client asks the credential for the token of each request, so once `dispose()` was called, as the
# documentation says for a user who signs out, nothing more is sent in the user's name.
# Seen: the credential refuses at once, but the client asked it only once: it keeps the token until two minutes before that ends,
# up to a day, and sends with it all the time. Who signs a user out has to let go of the chat client, too.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/communication-chat@1.6.0 @azure/communication-common@2.4.2 \
  @azure/core-rest-pipeline@1.24.0
cat > run.mjs <<'JS'
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { ChatClient } from "@azure/communication-chat";
import { AzureCommunicationTokenCredential } from "@azure/communication-common";

const claims = { exp: Math.floor(Date.now() / 1000) + 3600 };
const token = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
const credential = new AzureCommunicationTokenCredential(token);
let sent = 0;
const httpClient = {
  sendRequest: async (request) => {
    sent += request.headers.get("Authorization") === `Bearer ${token}`;
    const headers = createHttpHeaders({ "Content-Type": "application/json" });
    return { request, status: 201, headers, bodyAsText: '{"id":"1"}' };
  },
};
const thread = new ChatClient("https://acs.communication.azure.com", credential, { httpClient }).getChatThreadClient("19:a");
await thread.sendMessage({ content: "Signed in." });
credential.dispose();
const refusal = await credential.getToken().then(() => "gives the token", ({ message }) => message);
await thread.sendMessage({ content: "Signed out." });
console.log(`the credential: ${refusal}; sent with the token: ${sent}`);
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
the credential: User credential is disposed; sent with the token: 2
SEEN
