import { closedLoop, GivenUpError } from "../../../../../tools/bench/load/closedLoop";

test("each call is made once, by as many clients as there are, until none is left", async () => {
  const called: number[] = [];
  let atOnce = 0;
  let most = 0;
  const call = async (nth: number): Promise<void> => {
    called.push(nth);
    most = Math.max(most, ++atOnce);
    await new Promise(setImmediate);
    atOnce--;
  };
  const report = await closedLoop((nth) => (nth < 20 ? call(nth) : undefined), { clients: 4, seconds: 3_600 });
  expect(called).toEqual(Array.from({ length: 20 }, (_, nth) => nth));
  expect(most).toBe(4);
  expect(report.requests).toBe(20);
  expect(report.p99Ms).toBeGreaterThanOrEqual(report.p50Ms);
});

test("clients stop by themselves when the time is over", async () => {
  const { requests } = await closedLoop(() => new Promise(setImmediate), { clients: 2, seconds: 0.01 });
  expect(requests).toBeGreaterThan(0);
});

test("a call that the server gave up is counted by itself, and the next one follows", async () => {
  const next = (nth: number) =>
    nth === 4 ? undefined : nth % 2 ? Promise.reject(new GivenUpError("504")) : Promise.resolve();
  const report = await closedLoop(next, { clients: 1, seconds: 3_600 });
  expect(report).toMatchObject({ requests: 2, givenUp: 2 });
});

test("a call that fails otherwise ends them all with its error", async () => {
  const failing = () => Promise.reject(new Error("500"));
  await expect(closedLoop(failing, { clients: 2, seconds: 3_600 })).rejects.toThrow("500");
});

test("calls of which none was answered make no figure", async () => {
  const next = (nth: number) => (nth < 3 ? Promise.reject(new GivenUpError("504")) : undefined);
  await expect(closedLoop(next, { clients: 1, seconds: 3_600 })).rejects.toThrow("None of");
});
