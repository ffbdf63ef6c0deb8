#!/usr/bin/env bash
# @azure/app-configuration 1.13.0 does not escape a label, so that 1.2.0+5 arrives as "1.2.0 5"; 1.11.0 escapes it.
#
# Guess before the run: label, key filter and continuation token are escaped in the query, as the key is in the path.
# Seen: a blank is escaped, a plus is not, and a plus in a query stands for a blank: what has been stored with 1.11.0 is not
# found, and the next page of a list is asked for with another token than the service gave. From a # on a label is no part of
# the query at all. In the path, where the key stands, each is escaped.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/app-configuration@1.13.0 old@npm:@azure/app-configuration@1.11.0 \
  @azure/core-rest-pipeline@1.24.0
cat > run.mjs <<'JS'
import { createHttpHeaders } from "@azure/core-rest-pipeline";

async function run(version, { AppConfigurationClient }) {
  let seen;
  const replies = [];
  const httpClient = {
    sendRequest: async (request) => {
      seen = new URL(request.url);
      const headers = createHttpHeaders({ "Content-Type": "application/json" });
      return { request, status: 200, headers, bodyAsText: JSON.stringify(replies.shift() ?? { items: [] }) };
    },
  };
  const client = new AppConfigurationClient("Endpoint=https://config.example;Id=a;Secret=a2V5", { httpClient });
  const tell = (call, name) => console.log(`${version} ${call}: ${decodeURIComponent(seen.pathname)} ${name} "${seen.searchParams.get(name)}"`);
  const list = async (options) => {
    for await (const _ of client.listConfigurationSettings(options));
  };
  for (const label of ["1.2.0+5", "1.2.0 5", "1.2.0#5"]) {
    await client.setConfigurationSetting({ key: label, label, value: "v" });
    tell(`set ${label}`, "label");
    await list({ labelFilter: label });
    tell(`list ${label}`, "label");
  }
  replies.push({ items: [], "@nextLink": "/kv?api-version=2023-11-01&after=a%2Bb" });
  await list({});
  tell("list on a%2Bb", "after");
}
await run("1.13.0", await import("@azure/app-configuration"));
await run("1.11.0", await import("old"));
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
1.13.0 set 1.2.0+5: /kv/1.2.0+5 label "1.2.0 5"
1.13.0 list 1.2.0+5: /kv label "1.2.0 5"
1.13.0 set 1.2.0 5: /kv/1.2.0 5 label "1.2.0 5"
1.13.0 list 1.2.0 5: /kv label "1.2.0 5"
1.13.0 set 1.2.0#5: /kv/1.2.0#5 label "1.2.0"
1.13.0 list 1.2.0#5: /kv label "1.2.0"
1.13.0 list on a%2Bb: /kv after "a b"
1.11.0 set 1.2.0+5: /kv/1.2.0+5 label "1.2.0+5"
1.11.0 list 1.2.0+5: /kv label "1.2.0+5"
1.11.0 set 1.2.0 5: /kv/1.2.0 5 label "1.2.0 5"
1.11.0 list 1.2.0 5: /kv label "1.2.0 5"
1.11.0 set 1.2.0#5: /kv/1.2.0#5 label "1.2.0#5"
1.11.0 list 1.2.0#5: /kv label "1.2.0#5"
1.11.0 list on a%2Bb: /kv after "a+b"
SEEN
