import { ManualClock } from "../../../../tools/kit/ManualClock";
import { seededRandom } from "../../../../tools/kit/seededRandom";
import { FaultWindows } from "../../../../tools/soak/FaultWindows";
import { causeTroubles, misbehaves, someTrouble, whileClockIsOff } from "../../../../tools/soak/troubles";

function some(seed: number, count: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => someTrouble(random).what);
}

test("the same seed chooses the same troubles, another one others", () => {
  expect(some(1, 20)).toEqual(some(1, 20));
  expect(some(2, 20)).not.toEqual(some(1, 20));
});

test.each([
  "acs refuses connections",
  "acs misbehaves: status 401",
  "acs misbehaves: status 429, retryAfter 2",
  "acs misbehaves: status 503",
  "acs misbehaves: delayMs N",
  "acs misbehaves: drop before",
  "acs misbehaves: drop after",
  "keyVault forbids access",
  "keyVault misbehaves: status 429, retryAfter 1",
  "managedIdentity misbehaves: status 500",
  "the tables are away, after a stop",
  "the tables are away, after a kill",
  "acs misbehaves: status 404, foreign html, path /identities/8:acs:",
  "acs misbehaves: status 401, foreign empty, path /identities/8:acs:",
  "the clock is 60 minutes off, while acs misbehaves: status 429, retryAfter 1",
  "the clock is -60 minutes off, while keyVault refuses connections",
  "acs has the name 127.0.0.1 from now on",
])("among the troubles is: %s", (what) => {
  expect(some(1, 3_000).map((each) => each.replace(/delayMs \d+/, "delayMs N"))).toContain(what);
});

test("a fault is felt after its end for as long as it asked to wait", () => {
  const [plain] = misbehaves("acs", { status: 429 }).reaches;
  const [holding] = misbehaves("acs", { status: 429, retryAfter: 2 }).reaches;
  expect((holding?.afterMs ?? NaN) - (plain?.afterMs ?? NaN)).toBe(2_000);
});

test("a refused key reaches the secret, too, which is read then", () => {
  expect(misbehaves("acs", { status: 401 }).reaches.map(({ reach }) => reach)).toEqual(["acs", "secret"]);
});

test("a clock that is off reaches ACS, which refuses what is dated wrong, and whatever else goes wrong meanwhile", () => {
  const { reaches } = whileClockIsOff(60, misbehaves("keyVault", { status: 500 }));
  expect(reaches.map(({ reach }) => reach)).toEqual(["acs", "secret", "secret"]);
});

test("one trouble begins every five seconds, is over before the next, and is told to the windows", async () => {
  const clock = new ManualClock();
  const windows = new FaultWindows();
  const over = new AbortController();
  const noted: number[] = [];
  const done = jest.fn(() => Promise.resolve());
  const around = {
    surface: { tell: done },
    tables: { takeAway: done, bringBack: done },
    clock: { stepTo: done },
    writeSecret: done,
  };
  const start = clock.monotonic();
  const note = () => noted.push(clock.monotonic() - start);
  const ended = causeTroubles({ around, windows, random: seededRandom(1), clock, note }, over.signal);
  await clock.advance(12_000);
  over.abort();
  await clock.run(ended);
  expect(noted).toEqual([1_000, 6_000, 11_000]);
  expect(done.mock.calls.length).toBeGreaterThanOrEqual(6);
  expect(windows.excuses(["acs", "tables"], start, start + 900)).toBe(false);
});
