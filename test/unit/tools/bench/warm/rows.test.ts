import { rowsOf } from "../../../../../tools/bench/warm/rows";
import { EXPRESS, SDK } from "../../../../../tools/bench/warm/subjects";

const sample = (cpuMs: number, perSecond: number, p50Ms: number) => ({
  cpuMs,
  perSecond,
  p50Ms,
  givenUp: 2,
  p99Ms: p50Ms * 2,
  emulatorBusy: 0.5,
});

test("each round is compared with the same round of the others, under the same load", () => {
  const rows = rowsOf([
    { name: SDK, clients: 8, samples: [sample(1, 100, 1), sample(2, 100, 2), sample(4, 100, 4)] },
    { name: SDK, clients: 1, samples: [sample(9, 9, 9), sample(9, 9, 9), sample(9, 9, 9)] },
    { name: EXPRESS, clients: 1, samples: [sample(9, 9, 9), sample(9, 9, 9), sample(9, 9, 9)] },
    { name: EXPRESS, clients: 8, samples: [sample(4, 10, 1), sample(4, 20, 1), sample(4, 50, 1)] },
    { name: "api", clients: 8, samples: [sample(3, 40, 2), sample(4, 40, 3), sample(4, 50, 5)] },
    { name: "api, other app", clients: 8, samples: [sample(4, 20, 1), sample(4, 20, 1), sample(8, 20, 1)] },
  ]);
  expect(rows.find(({ name }) => name === "api")).toEqual({
    name: "api",
    clients: 8,
    cpuMs: { median: 4, spread: 0.25 },
    perSecond: { median: 40, spread: 0.25 },
    p50Ms: { median: 3, spread: 1 },
    p99Ms: { median: 6, spread: 1 },
    givenUp: 6,
    emulatorBusy: { median: 0.5, spread: 0 },
    versusSdk: { cpuRatio: { median: 2, spread: 1 }, addedP50Ms: { median: 1, spread: 0 } },
    versusOther: { cpuRatio: { median: 0.75, spread: 0.5 / 0.75 }, rateRatio: { median: 2, spread: 0.25 } },
    versusExpress: { cpuRatio: { median: 1, spread: 0.25 }, rateRatio: { median: 2, spread: 1.5 } },
  });
});
