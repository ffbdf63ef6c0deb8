#!/usr/bin/env bash
# What action.yml runs. Starts the emulator from this checkout and leaves it running for the job's further steps, which
# get ACS_CONNECTION_STRING, ACS_CA_FILE and, for Node, NODE_EXTRA_CA_CERTS.
set -euo pipefail
cd "$(dirname "$0")/../.."

main=dist/tools/emulator/main.js
[ -f "$main" ] || { npm ci --no-audit --no-fund && npm run --silent build; }

said=$(mktemp -d "$RUNNER_TEMP/acs-emulator-XXXXXX")
# Options are words without spaces; the last --port counts.
# shellcheck disable=SC2086
nohup node "$main" --port 0 $EMULATOR_OPTIONS --json > "$said/ready.json" 2> "$said/log" < /dev/null &
emulator=$!
until [ -s "$said/ready.json" ]; do
  kill -0 "$emulator" 2>/dev/null || { cat "$said/log" >&2; exit 1; }
  sleep 0.2
done

node - "$said/ready.json" >> "$GITHUB_ENV" <<'JS'
const { connectionString, caFile } = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));
console.log(`ACS_CONNECTION_STRING=${connectionString}\nACS_CA_FILE=${caFile}\nNODE_EXTRA_CA_CERTS=${caFile}`);
JS
echo "The ACS emulator is ready; its process is $emulator."
