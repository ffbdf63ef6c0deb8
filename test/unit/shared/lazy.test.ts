import { lazy } from "../../../shared/lazy";

test("is not made before anyone asks, and once for all who do", async () => {
  const make = jest.fn(() => Promise.resolve({}));
  const get = lazy(make);
  expect(make).not.toHaveBeenCalled();

  const [one, other] = await Promise.all([get(), get()]);

  expect(other).toBe(one);
  expect(await get()).toBe(one);
  expect(make).toHaveBeenCalledTimes(1);
});

test("what cannot be made fails all who wait for it, and is made anew for whoever asks next", async () => {
  const error = new Error("Not yet.");
  const make = jest.fn<Promise<string>, []>().mockRejectedValueOnce(error).mockResolvedValueOnce("made");
  const get = lazy(make);

  expect(await Promise.allSettled([get(), get()])).toEqual([
    { status: "rejected", reason: error },
    { status: "rejected", reason: error },
  ]);
  expect(await get()).toBe("made");
  expect(make).toHaveBeenCalledTimes(2);
});
