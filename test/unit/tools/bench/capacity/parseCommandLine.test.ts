import { DEFAULT_SCENARIO } from "../../../../../tools/bench/capacity/defaultScenario";
import { parseCommandLine, USAGE } from "../../../../../tools/bench/capacity/parseCommandLine";
import { PRICES } from "../../../../../tools/bench/capacity/prices";

test("without options: the defaults", () => {
  expect(parseCommandLine([])).toEqual({
    scenario: DEFAULT_SCENARIO,
    prices: PRICES,
    docs: undefined,
    json: false,
    help: false,
  });
});

test("each option is told in --help and reaches the scenario", () => {
  const numbers: [string, number, keyof typeof DEFAULT_SCENARIO][] = [
    ["--users", 7, "users"],
    ["--new", 0.5, "newUsers"],
    ["--lifetime", 90, "lifetimeMinutes"],
    ["--starts", 4, "startsPerDay"],
    ["--spread", 2.5, "spreadMinutes"],
    ["--open", 24, "openHours"],
    ["--days", 1, "days"],
    ["--acs-limit", 50, "acsLimit"],
    ["--requests-per-instance", 12.5, "requestsPerInstance"],
    ["--concurrency", 3, "concurrency"],
    ["--call-seconds", 0.5, "callSeconds"],
    ["--seed", 9, "seed"],
  ];
  const { scenario } = parseCommandLine([
    ...numbers.flatMap(([name, value]) => [name, String(value)]),
    "--refresh",
    "refreshOn",
  ]);
  expect(scenario).toEqual({
    ...Object.fromEntries(numbers.map(([, value, field]) => [field, value])),
    refresh: "refreshOn",
  });
  numbers.forEach(([name]) => {
    expect(USAGE).toContain(`  ${name} `);
  });
});

test("prices, by name", () => {
  const { prices } = parseCommandLine(["--price", "gigabyteSecond=1.5", "--price", "millionExecutions=0"]);
  expect(prices).toEqual({ ...PRICES, gigabyteSecond: 1.5, millionExecutions: 0 });
});

test.each([
  [["--users", "0"], "--users must be a whole number from 1 to 5000000"],
  [["--users", "1.5"], "--users must be a whole number"],
  [["--users", "1e3"], "--users must be a whole number"],
  [["--new", "1.1"], "--new must be a number from 0 to 1"],
  [["--spread=-1"], "--spread must be a number from 0 to 120"],
  [["--lifetime", "59"], "--lifetime must be a whole number from 60 to 1440"],
  [["--refresh", "now"], "--refresh must be one of expiry, refreshOn, start"],
  [["--price", "tea=1"], "--price must be NAME=DOLLARS"],
  [["--price", "gigabyteSecond"], "--price must be NAME=DOLLARS"],
  [["--price", "gigabyteSecond=cheap"], "--price must be NAME=DOLLARS"],
  [["--colour"], "Unknown option '--colour'"],
])("%j is refused in one line", (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(message);
  expect(() => parseCommandLine(args)).toThrow(/^[^\n]*\. See --help\.$/);
});
