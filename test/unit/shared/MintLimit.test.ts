import { ApiError } from "../../../shared/errors";
import { MintLimit } from "../../../shared/MintLimit";
import { errorFrom } from "../../support/errorFrom";
import { ManualClock } from "../../support/ManualClock";

const PER_MINUTE = 30;

let clock: ManualClock;
let limit: MintLimit;

beforeEach(() => {
  clock = new ManualClock();
  limit = new MintLimit(PER_MINUTE, clock);
});

function take(times: number, user = "a"): void {
  for (let i = 0; i < times; i++) {
    limit.take(user);
  }
}

test("a user may have the whole allowance at once, and not one more", () => {
  take(PER_MINUTE);

  expect(() => {
    take(1);
  }).toThrow(ApiError);
});

test("the refusal says when to come back, and then there is one more", async () => {
  take(PER_MINUTE);

  const refusal = await errorFrom(ApiError, () => {
    take(1);
  });
  expect(refusal).toMatchObject({ code: "TooManyRequests", retryAfterSeconds: 2 });
  await clock.advance(2_000);
  take(1);
  expect(() => {
    take(1);
  }).toThrow(ApiError);
});

test("what is refused is not counted: a minute of refusals later the allowance is whole", async () => {
  take(PER_MINUTE);
  for (let i = 0; i < 100; i++) {
    expect(() => {
      take(1);
    }).toThrow(ApiError);
  }
  await clock.advance(60_000);

  take(PER_MINUTE);
});

test("one user's haste is no other's", () => {
  take(PER_MINUTE, "a");

  take(PER_MINUTE, "b");
});

test("many users that came and went do not lift a present user's limit", async () => {
  for (let i = 0; i < 10_000; i++) {
    limit.take(`user ${i}`);
  }
  await clock.advance(59_000);
  take(PER_MINUTE);
  limit.take("one more");

  expect(() => {
    take(1);
  }).toThrow(ApiError);
});

it.each([3_600_000, -3_600_000])("setting the wall clock by %i ms changes no allowance", async (step) => {
  take(PER_MINUTE);
  clock.stepWall(step);

  const refusal = await errorFrom(ApiError, () => {
    take(1);
  });
  expect(refusal).toMatchObject({ retryAfterSeconds: 2 });
});
