#!/usr/bin/env bash
# zod 4.6.7: the JSON Schema of a text says another thing than zod, or one that ajv 8.20.0 does not compile.
#
# Guess before the run: an expression with flags, for which JSON Schema has no word, is written out so that it needs none, or
# refused as unrepresentable; of the other checks a `pattern` is made, and nothing else was expected of them.
# Seen: the flags are dropped, so that what zod takes of /^ab$/i is refused by who goes by the schema. Beside the pattern of
# startsWith, endsWith, includes and lowercase stands a `format` by that name, of which no standard knows: ajv does not compile
# such a schema as it comes ("unknown format"). `override` can take the format away; of the flags it is not told.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 ajv@8.20.0
cat > run.mjs <<'JS'
import Ajv from "ajv/dist/2020.js";
import * as z from "zod";

const schemas = {
  startsWith: [z.string().startsWith("a"), "ab"],
  both: [z.string().startsWith("a").endsWith("b"), "ab"],
  lowercase: [z.string().lowercase(), "ab"],
  "regex with i": [z.string().regex(/^ab$/i), "AB"],
  "regex with m": [z.string().regex(/^b$/m), "a\nb"],
  "regex with s": [z.string().regex(/^a.b$/s), "a\nb"],
};
for (const [name, [schema, text]] of Object.entries(schemas)) {
  const { $schema, ...json } = z.toJSONSchema(schema);
  let byAjv;
  try {
    byAjv = new Ajv().compile(json)(text);
  } catch (error) {
    byAjv = error.message;
  }
  console.log(`${name}: format ${json.format}, by zod ${schema.safeParse(text).success}, by ajv ${byAjv}`);
}
JS
seen=$(node run.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
startsWith: format starts_with, by zod true, by ajv unknown format "starts_with" ignored in schema at path "#"
both: format ends_with, by zod true, by ajv unknown format "ends_with" ignored in schema at path "#"
lowercase: format lowercase, by zod true, by ajv unknown format "lowercase" ignored in schema at path "#"
regex with i: format undefined, by zod true, by ajv false
regex with m: format undefined, by zod true, by ajv false
regex with s: format undefined, by zod true, by ajv false
SEEN
