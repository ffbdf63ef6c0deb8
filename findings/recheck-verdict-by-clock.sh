#!/usr/bin/env bash
# recheck 4.5.0 (beneath eslint-plugin-redos 4.5.0), which tells regular expressions that are slow.
#
# Guess before the run: with a fixed seed of its random numbers, which is the default, an expression gets the same verdict on
# every machine; one with less time at most gets the verdict "unknown".
# Seen: an expression that is linear, and called safe whatever the seed where no time is limited, is called vulnerable ("2nd
# degree polynomial") where the search has only a millisecond to grow its texts. The limits go by the clock, so that a busy
# machine may say the same of it with those that are the default: a lint that is red now and then. The engine itself takes
# for a longer text a time that does not grow by squares.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund recheck@4.5.0
cat > check.cjs <<'JS'
const { checkSync } = require("recheck");
// The slashes at the end of a text, from the first of them.
const source = String.raw`(?<!\/)\/+$`;
const verdict = (options) => {
  const { status, checker, complexity } = checkSync(source, "", options);
  return `${status}, ${checker}, ${complexity?.type}`;
};
const unlimited = { attackTimeout: null, incubationTimeout: null, recallTimeout: null, seedingTimeout: null };
for (const randomSeed of [1, 2, 3]) {
  console.log(`no limits, seed ${randomSeed}: ${verdict({ ...unlimited, randomSeed })}`);
}
// How far it comes in a millisecond is not the same each time.
let alarm;
for (let tries = 0; tries < 20 && !alarm; tries++) {
  const told = verdict({ incubationTimeout: 1 });
  alarm = told.startsWith("vulnerable") ? told : undefined;
}
console.log(`a millisecond to grow texts, the worst of twenty: ${alarm ?? "no alarm"}`);
const fastest = (length) => {
  const text = `${"/".repeat(length)}.`;
  const times = Array.from({ length: 20 }, () => {
    const started = process.hrtime.bigint();
    new RegExp(source).test(text);
    return Number(process.hrtime.bigint() - started);
  });
  return Math.min(...times);
};
fastest(10_000);
// In a line it is 16 times the time, by squares 256 times.
console.log(`16 times the slashes: ${fastest(320_000) / fastest(20_000) < 64 ? "no squares" : "squares"}`);
JS
seen=$(node check.cjs)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
no limits, seed 1: safe, fuzz, safe
no limits, seed 2: safe, fuzz, safe
no limits, seed 3: safe, fuzz, safe
a millisecond to grow texts, the worst of twenty: vulnerable, fuzz, polynomial
16 times the slashes: no squares
EXPECTED
