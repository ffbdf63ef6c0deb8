import { Tally } from "../../../../../tools/soak/measure/Tally";

test("counts by operation and outcome, sorted", () => {
  const tally = new Tally();
  for (const [operation, outcome] of [
    ["IssueToken", "404"],
    ["IssueToken", "200"],
    ["CreateIdentity", "201"],
    ["IssueToken", "200"],
  ] as const) {
    tally.add(operation, outcome);
  }
  expect(tally.rows()).toEqual([
    { operation: "CreateIdentity", outcome: "201", count: 1 },
    { operation: "IssueToken", outcome: "200", count: 2 },
    { operation: "IssueToken", outcome: "404", count: 1 },
  ]);
  expect(tally.total).toBe(4);
});
