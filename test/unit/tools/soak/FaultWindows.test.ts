import { FaultWindows } from "../../../../tools/soak/FaultWindows";

/** A window from 100 to 200 that reaches this. */
function windowOf(reach: "acs" | "tables" | "secret"): FaultWindows {
  const windows = new FaultWindows();
  windows.open(reach, 100)(200);
  return windows;
}

test.each([
  [0, 99, false],
  [0, 100, true],
  [120, 130, true],
  [200, 300, true],
  [201, 300, false],
])("a request from %i to %i beside a window from 100 to 200: excused %s", (from, to, excused) => {
  expect(windowOf("acs").excuses(["acs"], from, to)).toBe(excused);
});

test("excuses only what needs what is in trouble", () => {
  expect(windowOf("tables").excuses(["acs"], 120, 130)).toBe(false);
  expect(windowOf("tables").excuses(["acs", "tables"], 120, 130)).toBe(true);
  expect(windowOf("acs").excuses([], 120, 130)).toBe(false);
});

test("an open window has no end", () => {
  const windows = new FaultWindows();
  windows.open("acs", 100);
  expect(windows.excuses(["acs"], 5_000, 6_000)).toBe(true);
});

describe("a secret that cannot be read", () => {
  test("excuses nothing by itself", () => {
    expect(windowOf("secret").excuses(["acs", "tables"], 120, 130)).toBe(false);
  });

  test("excuses from a key's change until it can be read", () => {
    const windows = windowOf("secret");
    windows.rotated(150);
    expect(windows.excuses(["acs"], 110, 149)).toBe(false);
    expect(windows.excuses(["acs"], 149, 150)).toBe(true);
    expect(windows.excuses(["acs"], 200, 210)).toBe(true);
    expect(windows.excuses(["acs"], 201, 210)).toBe(false);
  });

  test("a key's change outside it excuses nothing", () => {
    const windows = windowOf("secret");
    windows.rotated(99);
    windows.rotated(201);
    expect(windows.excuses(["acs"], 0, 1_000)).toBe(false);
  });
});
