import { parseCommandLine } from "../../../../tools/host/parseCommandLine";
import { UsageError } from "../../../../tools/kit/commandLine";

const STANDARD = {
  app: process.cwd(),
  port: undefined,
  auth: false,
  azure: false,
  cors: undefined,
  json: false,
  verbose: false,
  help: false,
};

test.each([
  ["", {}],
  ["--app x --port 0 --auth", { app: "x", port: 0, auth: true }],
  ["--azure", { azure: true }],
  ["--port=8080 --json --verbose --cors *", { port: 8080, json: true, verbose: true, cors: "*" }],
  ["--help", { help: true }],
])("%j", (line, expected) => {
  expect(parseCommandLine(line.split(" ").filter(Boolean))).toEqual({ ...STANDARD, ...expected });
});

test.each([
  ["--prot 1", "Unknown option '--prot'"],
  ["start", "Unexpected argument 'start'"],
  ["--port", "Option '--port <value>' argument missing"],
  ["--auth=yes", "Option '--auth' does not take an argument"],
  ["--port 70710", "--port must be a number from 0 to 65535"],
  ["--port x", "--port must be a number from 0 to 65535"],
])("%j is refused in one clear line", (line, message) => {
  expect(() => parseCommandLine(line.split(" "))).toThrow(new UsageError(message));
});
