#!/usr/bin/env bash
# @azure/data-tables 13.3.2: of a Uint8Array that is a part of a larger buffer it stores the whole buffer.
#
# Guess before the run: a property gets the bytes of the array, whatever they are a part of.
# Seen: of two bytes out of eight all eight are sent, and so the row gives eight back, the neighbours' among them. Such parts
# are what `subarray` gives, what decoders give of a packet, and what the body of a fetch is read in. A Buffer is sent as it
# is; of another array `slice()` makes a copy that is.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/data-tables@13.3.2 @azure/core-rest-pipeline@1.24.0
cat > run.mjs <<'JS'
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { AzureNamedKeyCredential, TableClient } from "@azure/data-tables";

let sent;
const httpClient = {
  sendRequest: async (request) => {
    sent = JSON.parse(request.body);
    return { request, status: 204, headers: createHttpHeaders() };
  },
};
const credential = new AzureNamedKeyCredential("account", Buffer.alloc(32).toString("base64"));
const table = new TableClient("https://account.table.core.windows.net", "things", credential, { httpClient });

const packet = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const part = packet.subarray(2, 4);
await table.createEntity({ partitionKey: "p", rowKey: "r", part, copy: part.slice(), buffer: Buffer.from(packet.buffer, 2, 2) });
for (const name of ["part", "copy", "buffer"]) {
  console.log(`${name}: ${[...Buffer.from(sent[name], "base64")]}`);
}
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
part: 1,2,3,4,5,6,7,8
copy: 3,4
buffer: 3,4
SEEN
