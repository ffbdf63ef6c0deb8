import { describeForPeople, parseCommandLine } from "../../../../tools/host/commandLine";

const STANDARD = { app: process.cwd(), auth: false, azure: false, json: false, verbose: false, help: false };

test.each([
  ["", {}],
  ["--app x --port 0 --auth", { app: "x", port: 0, auth: true }],
  ["--azure", { azure: true }],
  ["--port=8080 --json --verbose --cors *", { port: 8080, json: true, verbose: true, cors: "*" }],
  ["--help", { help: true }],
])("the command line %j is read with the defaults of what it leaves out", (line, expected) => {
  expect(parseCommandLine(line.split(" ").filter(Boolean))).toEqual({ ...STANDARD, ...expected });
});

test("a port that is none is refused by the name of its option", () => {
  expect(() => parseCommandLine(["--port", "70710"])).toThrow("--port must be a whole number from 0 to 65535");
});

test("people are shown the endpoints, and what does not run, as func prints them", () => {
  const url = "http://localhost:7071";
  const text = describeForPeople({
    url,
    functions: [
      { name: "Read", methods: ["GET", "POST"], route: "x/{id}", url: `${url}/api/x/{id}`, authLevel: "function" },
      { name: "Any", methods: [], route: "any", url: `${url}/api/any`, authLevel: "anonymous" },
    ],
    notRun: [{ name: "Tick", trigger: "timerTrigger" }],
    loadMs: 12.3,
    keys: { master: "m", host: "h", functions: { Read: "i" } },
    stop: () => Promise.resolve(),
    endWorker: () => Promise.resolve(),
  });
  expect(text).toBe(
    "\nFunctions:\n\n" +
      "\tRead: [GET,POST] http://localhost:7071/api/x/{id}\n\n" +
      "\tAny: http://localhost:7071/api/any\n\n" +
      "\tTick: timerTrigger (not run by this host)\n\n" +
      "\nKeys:\n\n\tmaster: m\n\n\thost: h\n\n\tRead: i\n\n",
  );
});
