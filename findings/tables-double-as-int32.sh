#!/usr/bin/env bash
# @azure/data-tables 13.3.2: with `disableTypeConversion`, the option that is there to keep types, an Edm.Double whose value
# is whole is read as Int32, and written back as that (seen with Azurite 3.35.0).
#
# Guess before the run: it gives each property with the type it was stored with, so a row that is read and put back stays
# what it was.
# Seen: a Double of 2 comes back as { value: "2", type: "Int32" }, one of 3000000000 too, though no Int32 is that large, and
# the row is then sent with Edm.Int32 for both; 2.5 alone is a Double. The reply names types for what JSON lacks (Int64, Guid)
# but not for a Double, and the client guesses from the parsed number. Who copies rows with it changes the types of a column.
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
const names = ["half", "whole", "large", "long"];
let body;
const keepBody = {
  name: "keepBody",
  sendRequest: (request, next) => {
    body = request.body;
    return next(request);
  },
};
table.pipeline.addPolicy(keepBody, { afterPhase: "Serialize" });

function sent() {
  const properties = JSON.parse(body);
  return names.map((name) => `${name} ${properties[name]} ${properties[`${name}@odata.type`]}`).join(", ");
}

await table.createEntity({
  ...{ partitionKey: "p", rowKey: "r" },
  half: { type: "Double", value: 2.5 },
  whole: { type: "Double", value: 2 },
  large: { type: "Double", value: 3000000000 },
  long: { type: "Int64", value: "2" },
});
console.log(`written: ${sent()}`);
const row = await table.getEntity("p", "r", { disableTypeConversion: true });
console.log(`read: ${names.map((name) => `${name} ${row[name].value} ${row[name].type}`).join(", ")}`);
await table.updateEntity(row, "Replace");
console.log(`put back: ${sent()}`);
process.exit();
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
written: half 2.5 Edm.Double, whole 2 Edm.Double, large 3000000000 Edm.Double, long 2 Edm.Int64
read: half 2.5 Double, whole 2 Int32, large 3000000000 Int32, long 2 Int64
put back: half 2.5 Edm.Double, whole 2 Edm.Int32, large 3000000000 Edm.Int32, long 2 Edm.Int64
SEEN
