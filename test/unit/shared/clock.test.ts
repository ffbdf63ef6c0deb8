import { getEventListeners } from "node:events";
import { systemClock } from "../../../shared/clock";

const HOUR_MS = 3_600_000;

test("the system clock tells milliseconds since the Unix epoch", () => {
  const before = Date.now();
  const now = systemClock.now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

test("its monotonic time goes on whatever the date is set to", () => {
  const dates = jest.spyOn(Date, "now").mockReturnValue(0);
  const before = systemClock.monotonic();
  const end = performance.now();
  dates.mockRestore();
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThanOrEqual(end);
  expect(systemClock.monotonic()).toBeGreaterThanOrEqual(end);
});

test("an aborted sleep ends at once", async () => {
  const controller = new AbortController();
  const sleep = systemClock.sleep(HOUR_MS, controller.signal);
  controller.abort();
  await expect(sleep).rejects.toMatchObject({ name: "AbortError" });
});

test("an aborted sleep tells the reason", async () => {
  const controller = new AbortController();
  const sleep = systemClock.sleep(HOUR_MS, controller.signal);
  const reason = new Error("Enough.");
  controller.abort(reason);
  await expect(sleep).rejects.toBe(reason);
});

test("a sleep whose signal is already aborted does not begin", async () => {
  await expect(systemClock.sleep(HOUR_MS, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
});

test("an alarm rings once, and not at all when it is put off before", async () => {
  const rings: string[] = [];
  const cancel = systemClock.alarm(1, () => rings.push("cancelled"));
  systemClock.alarm(1, () => rings.push("rung"));
  cancel();
  await systemClock.sleep(20);
  expect(rings).toEqual(["rung"]);
});

test("a sleep ends by itself, and leaves its signal alone", async () => {
  const { signal } = new AbortController();
  await expect(systemClock.sleep(1, signal)).resolves.toBeUndefined();
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
