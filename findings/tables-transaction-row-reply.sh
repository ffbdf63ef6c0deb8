#!/usr/bin/env bash
# @azure/data-tables 13.3.2: `getResponseForEntity` of a transaction finds few of the rows that are in it (seen with Azurite
# 3.35.0).
#
# Guess before the run: it gives the reply for each row of the transaction, by the key that the row has.
# Seen: keys are compared with what stands in the address of the new row, which is percent-encoded: one with a colon, as all
# ids of ACS have, with a space or an accent is not found. A row that was updated, replaced or deleted has no address in its
# reply, and is found by no key. The replies are in the order of the actions: `subResponses` by index is right.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/data-tables@13.3.2 azurite@3.35.0
cat > azurite.mjs <<'JS'
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { AzureNamedKeyCredential, TableClient } from "@azure/data-tables";

/** A table of a new Azurite, which ends with this process. */
export async function newTable() {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address();
  other.close();
  const options = ["--tablePort", String(port), "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck"];
  const azurite = spawn("node_modules/.bin/azurite-table", options, { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => azurite.kill());
  await new Promise((resolve) => azurite.stdout.on("data", (line) => String(line).includes("success") && resolve()));
  // The account that every emulator of Azure Storage has, by its documentation.
  const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
  const credential = new AzureNamedKeyCredential("devstoreaccount1", key);
  const table = new TableClient(`http://127.0.0.1:${port}/devstoreaccount1`, "things", credential, { allowInsecureConnection: true });
  await table.createTable();
  return table;
}
JS
cat > run.mjs <<'JS'
import { newTable } from "./azurite.mjs";

const table = await newTable();
const row = (rowKey) => ({ partitionKey: "p", rowKey });
await table.createEntity(row("old"));
await table.createEntity(row("older"));
const actions = [
  ...["plain", "8:acs:1", "a b", "é", "50%"].map((rowKey) => ["create", row(rowKey)]),
  ["update", row("old"), "Merge"],
  ["upsert", row("new"), "Replace"],
  ["delete", row("older")],
];
const reply = await table.submitTransaction(actions);
for (const [i, [action, { rowKey }]] of actions.entries()) {
  const found = reply.getResponseForEntity(rowKey)?.status;
  console.log(`${action} ${rowKey}: ${found}, in order ${reply.subResponses[i].status} ${reply.subResponses[i].rowKey}`);
}
process.exit();
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
create plain: 204, in order 204 plain
create 8:acs:1: undefined, in order 204 8%3Aacs%3A1
create a b: undefined, in order 204 a%20b
create é: undefined, in order 204 %C3%A9
create 50%: undefined, in order 204 50%25
update old: undefined, in order 204 undefined
upsert new: undefined, in order 204 undefined
delete older: undefined, in order 204 undefined
SEEN
