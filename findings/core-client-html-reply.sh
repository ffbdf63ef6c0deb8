#!/usr/bin/env bash
# @azure/core-client 1.10.2 (beneath the clients of ACS and of tables): a web page with status 200 is taken for an answer.
#
# Guess before the run: where a gateway or a captive portal answers 200 with a page of its own, each call rejects, as it does
# for JSON that is broken.
# Seen: a body of any type but application/json and text/json is left out without a word. A table has no rows, and an ACS
# token is an object without `token`; only where the client goes on to look into what is not there is there an error, a
# TypeError. In the same way an error of the type application/problem+json (RFC 9457) has no code, and its whole body is
# the message. Who decides by "no rows" has to look at the content type, in a policy.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/communication-identity@1.3.1 @azure/data-tables@13.3.2 \
  @azure/core-client@1.10.2 @azure/core-rest-pipeline@1.24.0
cat > run.mjs <<'JS'
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import { AzureNamedKeyCredential, TableClient } from "@azure/data-tables";

let answer;
const httpClient = {
  sendRequest: async (request) => {
    const [status, type, bodyAsText] = answer;
    return { request, status, headers: createHttpHeaders({ "Content-Type": type }), bodyAsText };
  },
};
const key = Buffer.alloc(32).toString("base64");
const identities = new CommunicationIdentityClient("https://acs.communication.azure.com", { key }, { httpClient });
const credential = new AzureNamedKeyCredential("account", key);
const table = new TableClient("https://account.table.core.windows.net", "things", credential, { httpClient });

const calls = {
  getToken: () => identities.getToken({ communicationUserId: "8:acs:a_b" }, ["chat"]),
  listEntities: () => rowsOf(table.listEntities()),
  getEntity: () => table.getEntity("p", "r"),
};
async function rowsOf(entities) {
  const rows = [];
  for await (const row of entities) rows.push(row);
  return rows;
}

async function tell(title, given, names) {
  answer = given;
  for (const name of names) {
    const seen = await calls[name]().then(
      (value) => JSON.stringify(value),
      (error) => `${error.name}, code ${error.code}`,
    );
    console.log(`${title}, ${name}: ${seen}`);
  }
}

const problem = JSON.stringify({ error: { code: "TooManyRequests", message: "Later." } });
const all = ["getToken", "listEntities", "getEntity"];
await tell("page", [200, "text/html", "<h1>Sign in</h1>"], all);
await tell("page that is called JSON", [200, "application/json", "<h1>Sign in</h1>"], all);
await tell("problem", [429, "application/problem+json", problem], ["getToken"]);
await tell("problem in JSON", [429, "application/json", problem], ["getToken"]);
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
page, getToken: {}
page, listEntities: []
page, getEntity: TypeError, code undefined
page that is called JSON, getToken: RestError, code PARSE_ERROR
page that is called JSON, listEntities: RestError, code PARSE_ERROR
page that is called JSON, getEntity: RestError, code PARSE_ERROR
problem, getToken: RestError, code undefined
problem in JSON, getToken: RestError, code TooManyRequests
SEEN
