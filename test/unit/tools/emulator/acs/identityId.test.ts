import { identityIds } from "../../../../../tools/emulator/acs/identityId";
import { ManualClock } from "../support/ManualClock";

const resource = "188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0";

function fixedBytes(size: number): Buffer {
  return size === 5 ? Buffer.from("dbb73a3a0d", "hex") : Buffer.from("0043d0", "hex");
}

test("the form of a recorded id, made again from its parts", () => {
  const clock = new ManualClock(Date.parse("2020-01-01T08:00:00Z") + 0x000000075535965c);
  const next = identityIds(resource, clock, fixedBytes);
  expect(next()).toBe(`8:acs:${resource}_00000007-5535-965c-dbb7-3a3a0d0043d1`);
});

test("one after the other in the same millisecond", () => {
  const next = identityIds(resource, new ManualClock(), fixedBytes);
  expect([next(), next()].map((id) => id.slice(-6))).toEqual(["0043d1", "0043d2"]);
});

test("the counter starts over", () => {
  const next = identityIds(resource, new ManualClock(), (size) => Buffer.alloc(size, 0xff));
  expect(next()).toMatch(/^8:acs:[\da-f-]{36}_[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-ffff-ffffff000000$/);
});
