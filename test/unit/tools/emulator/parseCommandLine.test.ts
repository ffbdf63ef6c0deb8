import { parseCommandLine } from "../../../../tools/emulator/parseCommandLine";

test("nothing asked for: fixed ports, nothing kept, nothing switched on", () => {
  expect(parseCommandLine([])).toEqual({
    ports: { acs: 7780, keyVault: 7781, managedIdentity: 7782, testSurface: 7783 },
    data: undefined,
    ca: undefined,
    rateLimits: false,
    testSurface: false,
    json: false,
    help: false,
  });
});

test.each([
  ["9000", { acs: 9000, keyVault: 9001, managedIdentity: 9002, testSurface: 9003 }],
  ["65532", { acs: 65_532, keyVault: 65_533, managedIdentity: 65_534, testSurface: 65_535 }],
  ["0", { acs: 0, keyVault: 0, managedIdentity: 0, testSurface: 0 }],
])("--port %s", (port, ports) => {
  expect(parseCommandLine(["--port", port]).ports).toEqual(ports);
});

test("everything asked for", () => {
  const args = ["--data", "d", "--ca", "c", "--rate-limits", "--faults", "--json"];
  expect(parseCommandLine(args)).toMatchObject({ data: "d", ca: "c", rateLimits: true, testSurface: true, json: true });
});
