import { selfTimes } from "../../../../../tools/bench/probe/selfTimes";

const nodes = [
  { id: 1, callFrame: { functionName: "(idle)", url: "" } },
  { id: 2, callFrame: { functionName: "emit", url: "node:events" } },
  { id: 3, callFrame: { functionName: "parse", url: "file:///a/node_modules/zod/index.cjs" } },
  { id: 4, callFrame: { functionName: "safeParse", url: "file:///a/node_modules/zod/index.cjs" } },
];

test("the time of each module, the most first, without that in which nothing was done", () => {
  const profile = { nodes, samples: [1, 2, 3, 4, 1], timeDeltas: [1000, 100, 200, 100, 5000] };
  expect(selfTimes(profile)).toEqual([
    { module: "zod", share: 0.75 },
    { module: "Node's own modules", share: 0.25 },
  ]);
});

test("time that runs backwards counts as none", () => {
  const profile = { nodes, samples: [2, 3, 2], timeDeltas: [100, -50, 100] };
  expect(selfTimes(profile)).toEqual([
    { module: "Node's own modules", share: 1 },
    { module: "zod", share: 0 },
  ]);
});
