import { UsageError } from "../../../../tools/kit/commandLine";
import { parseCommandLine as parseKills } from "../../../../tools/soak/kill/parseCommandLine";
import { parseCommandLine as parseSoak } from "../../../../tools/soak/parseCommandLine";

const newSeed = () => 42;

test("a soak that says nothing has the defaults", () => {
  expect(parseSoak([], newSeed)).toEqual({ minutes: 10, clients: 50, seed: 42, json: false, help: false });
  expect(parseKills([], newSeed)).toEqual({ runs: 200, seed: 42, json: false, help: false });
});

test("a soak is as long, as large and as seeded as it is asked for", () => {
  const soak = parseSoak(["--minutes", "0.5", "--clients", "8", "--seed", "7", "--json"], newSeed);
  expect(soak).toEqual({ minutes: 0.5, clients: 8, seed: 7, json: true, help: false });
  expect(parseKills(["--runs", "3", "--seed", "0"], newSeed)).toMatchObject({ runs: 3, seed: 0 });
});

test.each([
  [["--minutes", "0"], "--minutes must be a number above 0"],
  [["--minutes", "ten"], "--minutes must be a number above 0"],
  [["--minutes", "-1"], "--minutes"],
  [["--clients", "0"], "--clients must be a whole number from 1 to 1000"],
  [["--clients", "1.5"], "--clients must be a whole number"],
  [["--seed", "x"], "--seed must be a whole number"],
  [["--sed", "1"], "--sed"],
  [["now"], "now"],
])("soak %j is refused in one line", (args, fault) => {
  expect(() => parseSoak(args, newSeed)).toThrow(UsageError);
  expect(() => parseSoak(args, newSeed)).toThrow(fault);
});

test.each([
  [["--runs", "0"], "--runs must be a whole number from 1 to 100000"],
  [["--runs"], "--runs"],
])("soak:kill %j is refused in one line", (args, fault) => {
  expect(() => parseKills(args, newSeed)).toThrow(UsageError);
  expect(() => parseKills(args, newSeed)).toThrow(fault);
});
