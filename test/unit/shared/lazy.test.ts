import { setImmediate as nextTurn } from "node:timers/promises";
import { lazy, MadeAhead } from "../../../shared/lazy";
import { recordLog } from "../../support/recordLog";

test("is not made before anyone asks, and once for all who do", async () => {
  const make = jest.fn(() => Promise.resolve({}));
  const get = lazy(make);
  expect(make).not.toHaveBeenCalled();
  const [one, other] = await Promise.all([get(), get()]);
  expect([other, await get()]).toEqual([one, one]);
  expect(make).toHaveBeenCalledTimes(1);
});

test("each is made in a turn of its own, so that what comes meanwhile need not wait for all that is loaded", async () => {
  let turn = 0;
  const count = () => {
    turn++;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  const turns = await Promise.all([1, 2, 3].map(() => lazy(() => Promise.resolve(turn))()));
  clearImmediate(counting);
  expect(new Set(turns).size).toBe(3);
});

test("what cannot be made fails all who wait for it, and is made anew for whoever asks next", async () => {
  const error = new Error("Not yet.");
  const make = jest.fn<Promise<string>, []>().mockRejectedValueOnce(error).mockResolvedValueOnce("made");
  const get = lazy(make);
  const failed = { status: "rejected", reason: error };
  expect(await Promise.allSettled([get(), get()])).toEqual([failed, failed]);
  expect(await get()).toBe("made");
  expect(make).toHaveBeenCalledTimes(2);
});

test("what is made ahead is made in its order, but not in the turns in which the worker answers the host", async () => {
  const ahead = new MadeAhead();
  const steps: string[] = [];
  ahead.lazy(() => Promise.resolve(steps.push("first")));
  const second = ahead.lazy(() => Promise.resolve(steps.push("second")));
  const made = ahead.make(recordLog().log);
  for (const turn of [1, 2]) {
    await nextTurn();
    expect([turn, ...steps]).toEqual([turn]);
  }
  await made;
  await second();
  expect(steps).toEqual(["first", "second"]);
});

test("what cannot be made ahead is written to the log, and fails nobody else", async () => {
  const { log, logged } = recordLog();
  const error = new Error("No such module.");
  const ahead = new MadeAhead();
  ahead.add(() => Promise.reject(error));
  await ahead.make(log);
  expect(logged).toMatchObject([{ level: "error", error }]);
});
