import { deadlineIn } from "../../../../shared/deadline";
import { ApiError } from "../../../../shared/errors";
import { Drain, DRAIN_LIMIT_MS } from "../../../../shared/http/Drain";
import type { Steps } from "../../../../shared/http/endpoint";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { deferred } from "../../../support/deferred";
import { errorFrom } from "../../../support/errorFrom";
import { httpRequest } from "../../../support/httpRequest";

function setUp() {
  const clock = new ManualClock();
  const drain = new Drain(clock);
  const call = async (steps: Steps) =>
    await drain.watch(steps)({ request: httpRequest({}), deadline: deadlineIn(7_500, clock) });
  /** Ends, and tells how many milliseconds that took. */
  const end = async () => {
    const began = clock.monotonic();
    await drain.end();
    return clock.monotonic() - began;
  };
  return { clock, call, end };
}

const REPLY = { status: 204 };

test("without requests under way it ends, once a reply that was just made has gone out", async () => {
  const { clock, call, end } = setUp();
  await expect(call(() => REPLY)).resolves.toBe(REPLY);
  expect(await clock.run(end())).toBe(100);
});

test("each request that was begun is waited for, however it ends, and its reply has a moment to go out", async () => {
  const { clock, call, end } = setUp();
  const [first, second] = [deferred<typeof REPLY>(), deferred<typeof REPLY>()];
  const settled = Promise.allSettled([call(() => first.promise), call(() => second.promise)]);
  const ended = end();
  await clock.advance(1_000);
  first.resolve(REPLY);
  await clock.advance(1_000);
  second.reject(new Error("Failed."));
  expect(await clock.run(ended)).toBe(2_100);
  expect((await settled).map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
});

test("a request that never ends has its time, which leaves the host's five seconds something for what follows", async () => {
  const { clock, call, end } = setUp();
  void call(() => new Promise(() => undefined));
  expect(await clock.run(end())).toBe(DRAIN_LIMIT_MS);
  expect(DRAIN_LIMIT_MS).toBeLessThanOrEqual(4_000);
});

test("what comes later is refused, before anything is done, and told to try another instance", async () => {
  const { clock, call, end } = setUp();
  const underWay = deferred<typeof REPLY>();
  void call(() => underWay.promise);
  const ended = end();
  const steps = jest.fn(() => REPLY);
  const error = await errorFrom(ApiError, () => call(steps));
  expect(error).toMatchObject({ code: "ServerBusy", retryAfterSeconds: 1 });
  expect(steps).not.toHaveBeenCalled();
  underWay.resolve(REPLY);
  await clock.run(ended);
});
