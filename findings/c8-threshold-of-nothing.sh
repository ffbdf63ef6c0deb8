#!/usr/bin/env bash
# c8 12.0.0: where no file is covered, 0 % meets every threshold.
#
# Guess before the run: with `--check-coverage` and a threshold of 90 % a run that covers no file fails, since 0 is what the
# report says of it.
# Seen: the report says "All files" with 0 in every column, and the exit code is 0. A source that no test has loaded is no file
# of the report, unless `--all` is given; with a misspelt folder that does not help. Such a check is green from the day on
# that a folder is renamed, or that the tests no longer load the sources in its process.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund c8@12.0.0
mkdir src
echo 'exports.half = (a) => (a ? 1 : 2);' > src/half.js
echo 'require("./src/half.js").half(1);' > with.js
echo '// A test of something else.' > without.js
tell() {
  code=0
  npx c8 --check-coverage --branches 90 --include "$@" >said.txt 2>errors.txt || code=$?
  echo "$*: $(awk -F '|' '/^All files/ { print $3 + 0 }' said.txt) % of the branches, exit code $code"
}
seen=$(
  tell 'src/**' node with.js
  tell 'src/**' --all node without.js
  tell 'src/**' node without.js
  tell 'scr/**' --all node with.js
)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
src/** node with.js: 66.66 % of the branches, exit code 1
src/** --all node without.js: 0 % of the branches, exit code 1
src/** node without.js: 0 % of the branches, exit code 0
scr/** --all node with.js: 0 % of the branches, exit code 0
SEEN
