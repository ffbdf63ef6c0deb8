#!/usr/bin/env bash
# Spectral 6.16.3 (spectral:oas): of eight schemas of OpenAPI 3.1 with a wrong example it reports two.
#
# Guess before the run: each schema's example is checked against that schema, `examples` (which replaces `example` in 3.1) as
# well, and `nullable`, which 3.1 no longer has, is reported or has no effect.
# Seen: `examples` is never looked at; an `example` only where `type` or the like stands
# beside it, not where the schema is made of `const`, `allOf`, `oneOf` or `anyOf`; and `nullable: true` lets a null through,
# as in 3.0, without a word. A media type's example is checked whatever its schema is made of (but for null): put them there.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @stoplight/spectral-cli@6.16.3
echo 'extends: ["spectral:oas"]' > .spectral.yaml
cat > run.mjs <<'JS'
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const schemas = {
  type: { type: "string", example: 1 },
  typeWithExamples: { type: "string", examples: [1] },
  const: { const: "a", example: 1 },
  allOf: { allOf: [{ type: "string" }], example: 1 },
  oneOf: { oneOf: [{ type: "string" }], example: 1 },
  anyOf: { anyOf: [{ type: "string" }], example: 1 },
  null: { type: "string", example: null },
  nullable: { type: "string", nullable: true, example: null },
};

/** One operation for each schema, with an example of its own where `inMediaType`. */
function documentOf(inMediaType) {
  const paths = {};
  for (const [name, { example, examples, ...schema }] of Object.entries(schemas)) {
    const ofSchema = examples === undefined ? { example } : { examples };
    const ofMediaType = examples === undefined ? { example } : { examples: { first: { value: examples[0] } } };
    const media = inMediaType ? { schema, ...ofMediaType } : { schema: { ...schema, ...ofSchema } };
    const responses = { 200: { description: "Yes.", content: { "application/json": media } } };
    paths[`/${name}`] = { get: { operationId: name, description: "It.", tags: ["all"], responses } };
  }
  const contact = { name: "Me", url: "https://a.example", email: "me@a.example" };
  const info = { title: "Examples", version: "1", description: "Wrong ones.", contact };
  const tags = [{ name: "all", description: "All." }];
  return { openapi: "3.1.0", info, servers: [{ url: "https://a.example" }], tags, paths };
}

function reported(inMediaType) {
  writeFileSync("openapi.json", JSON.stringify(documentOf(inMediaType)));
  const options = ["lint", "openapi.json", "--format", "json", "--quiet", "--fail-severity", "hint", "--output", "found.json"];
  try {
    execFileSync("node_modules/.bin/spectral", options);
  } catch {
    // Exit code 1: it found something.
  }
  const found = JSON.parse(readFileSync("found.json", "utf8"));
  return [...new Set(found.map(({ path }) => path[1].slice(1)))].join(", ");
}

console.log("in the schema:", reported(false));
console.log("in the media type:", reported(true));
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
in the schema: type, null
in the media type: type, typeWithExamples, const, allOf, oneOf, anyOf, null
SEEN
