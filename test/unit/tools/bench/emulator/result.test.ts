import { describeResult, resultOf } from "../../../../../tools/bench/emulator/result";

const LOADS = [
  { connections: 1, requests: 1000, perSecond: 500, p50Ms: 1.234, p99Ms: 5 },
  { connections: 8, requests: 4000, perSecond: 1000, p50Ms: 7, p99Ms: 20.5 },
];
/** Microseconds. */
const PARTS = { contentHash: 10, hmac: 20, tokenSignature: 370, operation: 600 };

test("what a request costs is told of the busiest load, and adds up to the whole", () => {
  const { costs, floorPerSecond } = resultOf(LOADS, true, PARTS);

  expect(costs.map(({ part, microseconds, share }) => [part, microseconds, share])).toEqual([
    ["content hash", 10, 0.01],
    ["HMAC", 20, 0.02],
    ["RS256 signature", 370, 0.37],
    ["rest of the operation", 200, 0.2],
    ["TLS, HTTP and rest", 400, 0.4],
    ["whole", 1000, 1],
  ]);
  expect(floorPerSecond).toBe(2500);
});

test("people read it in two tables", () => {
  const lines = describeResult(resultOf(LOADS, true, PARTS)).split("\n");

  expect(lines[0]).toMatch(/^Issuing tokens.* on one core\.$/);
  expect(lines).toContain("connections  requests  per second  p50 ms  p99 ms");
  expect(lines).toContain("1                1000         500    1.23    5.00");
  expect(lines).toContain("8                4000        1000    7.00   20.50");
  expect(lines).toContain("RS256 signature         370.0   37.0 %");
  expect(lines).toContain("Hash, HMAC and signature alone would allow 2500 a second.");
});

test("a bench that was not kept on one core says so", () => {
  expect(describeResult(resultOf(LOADS, false, PARTS))).toContain("not kept on one core (there is no taskset)");
});
