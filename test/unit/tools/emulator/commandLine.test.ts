import { explainStartFailure } from "../../../../tools/emulator/messages";
import { parseCommandLine } from "../../../../tools/emulator/parseCommandLine";

const RESOURCE = "0ac5de57-0000-4000-8000-00000000000b";

test("nothing asked for: fixed ports, nothing kept, nothing switched on", () => {
  expect(parseCommandLine([])).toEqual({
    ports: { acs: 7780, keyVault: 7781, managedIdentity: 7782, testSurface: 7783, resourceManager: 7784 },
    host: undefined,
    http: false,
    names: [],
    data: undefined,
    seed: undefined,
    resourceId: "0ac5de57-0000-4000-8000-000000000001",
    ca: undefined,
    rateLimits: false,
    after2028: false,
    testSurface: false,
    json: false,
    help: false,
  });
});

test.each([
  ["9000", { acs: 9000, keyVault: 9001, managedIdentity: 9002, testSurface: 9003, resourceManager: 9004 }],
  ["65531", { acs: 65_531, keyVault: 65_532, managedIdentity: 65_533, testSurface: 65_534, resourceManager: 65_535 }],
  ["0", { acs: 0, keyVault: 0, managedIdentity: 0, testSurface: 0, resourceManager: 0 }],
])("gives each service its port for --port %s", (port, ports) => {
  expect(parseCommandLine(["--port", port]).ports).toEqual(ports);
});

test("everything asked for", () => {
  const args = [
    "--host",
    "0.0.0.0",
    "--name",
    "Emulator",
    "--name",
    "10.0.0.2",
    "--data",
    "d",
    "--seed",
    "s",
    "--ca",
    "c",
    "--resource",
    RESOURCE.toUpperCase(),
    "--http",
    "--rate-limits",
    "--after-2028",
    "--faults",
    "--json",
  ];
  expect(parseCommandLine(args)).toMatchObject({
    host: "0.0.0.0",
    http: true,
    names: ["emulator", "10.0.0.2"],
    data: "d",
    seed: "s",
    ca: "c",
    resourceId: RESOURCE,
    rateLimits: true,
    after2028: true,
    testSurface: true,
    json: true,
  });
});

test.each(["", "mine", "0ac5de57-0000-4000-8000-00000000000"])(
  "--resource %j: an error that says what it must be",
  (id) => {
    expect(() => parseCommandLine(["--resource", id])).toThrow("--resource must be a GUID");
  },
);

test.each([
  [["--port"], /^Option '--port.*See --help\.$/],
  [["--port", "x"], /^--port must be a whole number from 0 to 65531\. See --help\.$/],
  [["--port", "65532"], /^--port must be a whole number from 0 to 65531\. See --help\.$/],
  [["--host", "everywhere"], /^--host must be an IP address, such as 0\.0\.0\.0\. See --help\.$/],
  [["--name", "*.example"], /^--name must be a host name or an IP address, such as emulator\. See --help\.$/],
  [["--name", "fe80::1%eth0"], /^--name must be a host name or an IP address, such as emulator\. See --help\.$/],
  [["--data", ""], /^--data must name a directory\. See --help\.$/],
  [["--json=1"], /^Option '--json'.*See --help\.$/],
  [["start"], /^Unexpected argument 'start'.*See --help\.$/],
])("%j is refused in one line that says why", (args, line) => {
  expect(() => parseCommandLine(args)).toThrow(line);
});

test.each([
  [{ code: "EADDRINUSE", port: 7780 }, "Port 7780 is in use by another program. Choose another one with --port."],
  [{ code: "EACCES", port: 80 }, "This user may not listen on port 80. Choose another one with --port."],
  [{ code: "EADDRNOTAVAIL", port: 7780 }, "This machine does not have the address of --host."],
  [{ code: "EACCES", path: "/some/where" }, "Cannot use /some/where (EACCES)."],
  [new Error("The file is damaged.\nMore."), "The emulator cannot start: The file is damaged."],
  ["?", "The emulator cannot start: "],
])("explains a start that failed with %j in one line", (error, line) => {
  expect(explainStartFailure(error)).toBe(line);
});
