import { describeForPeople, describeForScripts } from "../../../../tools/host/describeHost";

const url = "http://localhost:7071";
const host = {
  url,
  functions: [
    { name: "Read", methods: ["GET", "POST"], route: "x/{id}", url: `${url}/api/x/{id}`, authLevel: "function" },
    { name: "Any", methods: [], route: "any", url: `${url}/api/any`, authLevel: "anonymous" },
  ],
  notRun: [{ name: "Tick", trigger: "timerTrigger" }],
  loadMs: 12.3,
  keys: undefined,
  stop: () => Promise.resolve(),
  endWorker: () => Promise.resolve(),
} as const;
const keys = { master: "m", host: "h", functions: { Read: "i" } };

test("for scripts: one line of JSON, keys only when there are any", () => {
  const beginning =
    '{"url":"http://localhost:7071","functions":[' +
    '{"name":"Read","methods":["GET","POST"],"route":"x/{id}","url":"http://localhost:7071/api/x/{id}","authLevel":"function"},' +
    '{"name":"Any","methods":[],"route":"any","url":"http://localhost:7071/api/any","authLevel":"anonymous"}]';
  expect(describeForScripts(host)).toBe(`${beginning}}`);
  expect(describeForScripts({ ...host, keys })).toBe(
    `${beginning},"keys":{"master":"m","host":"h","functions":{"Read":"i"}}}`,
  );
});

test("for people: the endpoints as func prints them", () => {
  expect(describeForPeople(host)).toBe(
    "\nFunctions:\n\n" +
      "\tRead: [GET,POST] http://localhost:7071/api/x/{id}\n\n" +
      "\tAny: http://localhost:7071/api/any\n\n" +
      "\tTick: timerTrigger (not run by this host)\n\n",
  );
  expect(describeForPeople({ ...host, keys })).toContain("\nKeys:\n\n\tmaster: m\n\n\thost: h\n\n\tRead: i\n\n");
});
