// What the Kusto language service finds wrong with queries: from standard input {"tables": {NAME: {COLUMN: TYPE}}, "queries":
// {NAME: TEXT}}, to standard output {NAME: [fault, …]}. A process of its own, as the service is made of globals.
"use strict";

const { readFileSync } = require("node:fs");

require("@kusto/language-service-next/bridge.min");
require("@kusto/language-service-next/Kusto.Language.Bridge.min");

const { KustoCode, GlobalState, Symbols } = globalThis.Kusto.Language;
const { tables, queries } = JSON.parse(readFileSync(0, "utf8"));

const tableSymbols = Object.entries(tables).map(([name, columns]) => {
  const schema = Object.entries(columns).map(([column, type]) => `['${column}']: ${type}`);
  return Symbols.TableSymbol.From(`(${schema.join(", ")})`).WithName(name);
});
const database = new Symbols.DatabaseSymbol.ctor("workspace", tableSymbols);
const globals = GlobalState.Default.WithDatabase(database);

function faultsOf(text) {
  const found = KustoCode.ParseAndAnalyze(text, globals).GetDiagnostics();
  return Array.from({ length: found.Count }, (_, i) => found.getItem(i).Message);
}

const faults = Object.entries(queries).map(([name, text]) => [name, faultsOf(text)]);
process.stdout.write(JSON.stringify(Object.fromEntries(faults)));
