#!/usr/bin/env bash
# dependency-cruiser 17.4.3: 256 broken rules end with exit code 0, and so does any number with `--output-type json`.
#
# Guess before the run: the exit code tells that there are violations, however many they are, and however they are printed.
# Seen: with the report that it prints by itself it is their number, of which a shell gets the last eight bits: 255 errors
# give 255, 256 give 0, 257 give 1. With JSON it is 0 for all. One import that is forbidden and stands in 256 files, and CI is
# green: who brings a new rule to a large house has to look at `summary.error` of the JSON.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund dependency-cruiser@17.4.3
mkdir src
echo 'module.exports = {};' > src/internal.js
cat > rules.cjs <<'JS'
module.exports = { forbidden: [{ name: "no-internal", severity: "error", from: {}, to: { path: "internal\\.js$" } }] };
JS
check() {
  for file in $(seq "$1"); do echo 'require("./internal.js");' > "src/file$file.js"; done
  code=0
  npx depcruise --config rules.cjs src >report.txt || code=$?
  jsonCode=0
  npx depcruise --config rules.cjs --output-type json src >report.json || jsonCode=$?
  grep --quiet "($1 errors, 0 warnings)" report.txt
  echo "$(node -p 'require("./report.json").summary.error') errors: exit code $code, with JSON $jsonCode"
}
seen=$(for errors in 2 255 256 257; do check "$errors"; done)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
2 errors: exit code 2, with JSON 0
255 errors: exit code 255, with JSON 0
256 errors: exit code 0, with JSON 0
257 errors: exit code 1, with JSON 0
SEEN
