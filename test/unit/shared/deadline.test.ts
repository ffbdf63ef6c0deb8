import { deadlineIn } from "../../../shared/deadline";
import { ManualClock } from "../../support/ManualClock";

test("what remains shrinks with time, and goes below zero once the moment has passed", async () => {
  const clock = new ManualClock();
  const deadline = deadlineIn(1_000, clock);
  expect(deadline.remaining()).toBe(1_000);
  await clock.advance(400);
  expect(deadline.remaining()).toBe(600);
  await clock.advance(700);
  expect(deadline.remaining()).toBe(-100);
});

it.each([3_600_000, -3_600_000])("setting the wall clock by %i ms moves no deadline", (step) => {
  const clock = new ManualClock();
  const deadline = deadlineIn(1_000, clock);
  clock.stepWall(step);
  expect(deadline.remaining()).toBe(1_000);
});
