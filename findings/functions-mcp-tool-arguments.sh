#!/usr/bin/env bash
# @azure/functions 4.16.5: an MCP tool that takes no arguments, which its types allow, keeps the whole app from loading.
#
# Guess before the run: `toolProperties` is optional, so a tool that takes nothing leaves it out; and `.optional()` of an
# argument that several tools share makes another one, as in the schema builders that it looks like.
# Seen: without `toolProperties` app.mcpTool throws while the app is loaded, and the functions after it are not registered; an
# empty object has to be given. Each call changes the argument that it is called on: `.optional()` in one place makes it
# optional in every tool that is registered from then on.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/functions@4.16.5
# What the Node worker gives the library, as far as this needs it.
mkdir -p node_modules/@azure/functions-core
cat > node_modules/@azure/functions-core/index.js <<'JS'
exports.functions = [];
exports.registerFunction = (metadata) => exports.functions.push(metadata);
exports.setProgrammingModel = () => {};
exports.log = () => {};
JS
cat > run.cjs <<'JS'
const { app, arg } = require("@azure/functions");
const { functions } = require("@azure/functions-core");

function register(name, options) {
  try {
    app.mcpTool(name, { toolName: name, description: "It.", ...options, handler: () => "done" });
  } catch (error) {
    return console.log(`${name}: ${error.message.split(":")[0]}`);
  }
  const [trigger] = Object.values(functions.at(-1).bindings);
  const told = JSON.parse(trigger.toolProperties).map(({ propertyName, isRequired }) => `${propertyName} ${isRequired}`);
  console.log(`${name}: required ${told.join(", ") || "nothing"}`);
}

register("without", {});
register("empty", { toolProperties: {} });
const id = arg.string().describe("An id.");
register("before", { toolProperties: { id } });
register("both", { toolProperties: { id, other: id.optional() } });
register("after", { toolProperties: { id } });
JS
seen=$(node run.cjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
without: Invalid toolProperties for tool 'without'
empty: required nothing
before: required id true
both: required id false, other false
after: required id false
SEEN
