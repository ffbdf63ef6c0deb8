#!/usr/bin/env bash
# autocannon 9.0.0: with a rate it reports about half the latency that every single request had.
#
# Guess before the run: with `overallRate` (-R) the correction for coordinated omission adds samples only where a reply came
# later than the next request was due. At five requests a second, replies of 100 ms are in time: nothing is added.
# Seen: it takes the interval between two requests for 1 ms, whatever the rate, and fills each reply with 99 invented ones of
# 99, 98, 97 … ms. Of 10 requests, of which none took less than 100 ms, it counts 1000, with a median near 50. With
# `ignoreCoordinatedOmission` it counts 10 of 100. The figures of a run with a rate cannot be compared with one without.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund autocannon@9.0.0
cat > run.mjs <<'JS'
import { deepStrictEqual } from "node:assert";
import { createServer } from "node:http";
import autocannon from "autocannon";

const server = createServer((_, reply) => setTimeout(() => reply.end("x"), 101));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}`;
const seen = {};
const runs = { withoutRate: {}, withRate: { overallRate: 5 }, uncorrected: { overallRate: 5, ignoreCoordinatedOmission: true } };
for (const [name, options] of Object.entries(runs)) {
  const { latency, requests } = await autocannon({ url, connections: 1, amount: 10, ...options });
  console.log(name, { requests: requests.total, samples: latency.totalCount, median: latency.p50, mean: latency.mean });
  seen[name] = {
    requests: requests.total,
    samples: latency.totalCount >= 1000 ? "a hundred for each request" : latency.totalCount,
    median: latency.p50 >= 100 ? "at least 100 ms" : latency.p50 < 80 ? "less than 80 ms" : latency.p50,
  };
}
server.close();
const honest = { requests: 10, samples: 10, median: "at least 100 ms" };
const withRate = { requests: 10, samples: "a hundred for each request", median: "less than 80 ms" };
deepStrictEqual(seen, { withoutRate: honest, withRate, uncorrected: honest });
JS
node run.mjs
