import * as z from "zod";
import { consoleLog, jsonLog, type LogEntry } from "../../../shared/log";
import { UpstreamFailure } from "../../../shared/resilience/UpstreamFailure";

const JWT = ["eyJhbGciOiJSUzI1NiJ9", "eyJza3lwZWlkIjoiMSJ9", "c2lnbmF0dXJl"].join(".");
const KEY = "MDEyMzQ1Njc4OWFiY2RlZg==";

function lineOf(entry: LogEntry): string {
  const lines: string[] = [];
  jsonLog((_, line) => lines.push(line))("warn", entry);
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

const written = (entry: LogEntry): unknown => JSON.parse(lineOf(entry));

const withCauses = z.object({ causes: z.array(z.looseObject({ name: z.string(), text: z.string().optional() })) });

const causesOf = (error: unknown) => withCauses.parse(written({ message: "Failed.", error })).causes;

const textsOf = (error: unknown) => causesOf(error).map(({ text }) => text?.split("\n")[0]);

it.each(["info", "warn", "error"] as const)("an entry of level %s is one line of JSON", (level) => {
  const lines: [string, string][] = [];
  jsonLog((at, line) => lines.push([at, line]))(level, { message: "Two\nlines", status: 200, absent: undefined });
  expect(lines).toEqual([[level, '{"message":"Two\\nlines","status":200}']]);
});

test("without an error there are no causes", () => {
  expect(written({ message: "Fine.", error: undefined })).toEqual({ message: "Fine." });
});

test("an error is written with its whole chain of causes, outermost first", () => {
  const root = new TypeError("The root.");
  const middle = new UpstreamFailure("unavailable", { mayHaveActed: true, cause: root });
  const causes = causesOf(new Error("The outermost.", { cause: middle }));
  expect(causes).toMatchObject([
    { name: "Error", text: "The outermost." },
    { name: "UpstreamFailure", kind: "unavailable", text: "unavailable" },
    { name: "TypeError" },
  ]);
  expect(JSON.stringify(causes[2]?.["stack"])).toMatch(/^\[" +at /);
});

test("only the innermost error brings its stack", () => {
  const [outer, inner] = causesOf(new Error("Outer.", { cause: new Error("Inner.") }));
  expect(outer).not.toHaveProperty("stack");
  expect(JSON.stringify(inner?.["stack"])).toContain("log.test.ts");
});

test("an error without a stack is written by its message", () => {
  const error = new Error("No stack.");
  delete error.stack;
  expect(textsOf(error)).toEqual(["No stack."]);
});

test("of an error's own fields only the code, the kind and the status are written", () => {
  const error = Object.assign(new Error("Failed."), {
    code: "Denied",
    statusCode: 401,
    request: { headers: { cookie: "a=1" }, body: "the body" },
    details: { token: "opaque" },
  });
  const line = lineOf({ message: "Failed.", error });
  expect(JSON.parse(line)).toMatchObject({ causes: [{ name: "Error", code: "Denied", statusCode: 401 }] });
  expect(line).not.toMatch(/cookie|the body|opaque/);
});

test.each([
  ["outermost", (cause: Error) => cause],
  ["inside another one", (cause: Error) => new Error("Not JSON.", { cause })],
  ["outside another one", (cause: Error) => Object.assign(cause, { cause: new Error("Inner.") })],
])("what JSON.parse quotes of a text is not written: %s", (_, around) => {
  for (const text of ["opaque", '{"a":opaque', '{"a":"opaque\n']) {
    const line = lineOf({ message: "Failed.", error: around(thrownBy(() => JSON.parse(text))) });
    expect(line).toContain("SyntaxError");
    expect(line).not.toContain("opaque");
  }
});

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) {
      return error;
    }
  }
  throw new Error("Nothing was thrown.");
}

it.each([
  ["a text", "string"],
  [null, "object"],
  [{ secret: "x" }, "object"],
  [7, "number"],
])("a thrown %p is told by its type alone", (error, name) => {
  expect(causesOf(error)).toEqual([{ name }]);
  expect(causesOf(new Error("Around it.", { cause: error }))[1]).toEqual({ name });
});

test("an endless chain ends", () => {
  const error = new Error("Round and round.");
  error.cause = error;
  expect(causesOf(error)).toHaveLength(6);
});

test("a long chain keeps its outermost errors", () => {
  let error = new Error("9");
  for (let i = 8; i >= 0; i--) {
    error = new Error(String(i), { cause: error });
  }
  expect(textsOf(error)).toEqual(["0", "1", "2", "3", "4", "5"]);
});

test("a long message is cut, and a secret across the cut is masked all the same", () => {
  const [cause] = causesOf(new Error("x".repeat(100_000)));
  expect(cause?.text).toHaveLength(2_000);

  for (let from = 1_900; from < 2_000; from++) {
    const line = lineOf({ message: "Failed.", error: new Error(`${" ".repeat(from)}accesskey=${KEY} ${JWT}`) });
    expect(line).not.toContain(KEY.slice(0, 6));
    expect(line).not.toContain(JWT.split(".")[1]);
  }
});

describe("no secret is written", () => {
  it.each<[string, LogEntry]>([
    ["in the message", { message: `accesskey=${KEY}` }],
    ["in the message, as JSON", { message: `Reply: ${JSON.stringify({ accesskey: KEY })}` }],
    ["in the message, in quotes", { message: `Not a connection string: "endpoint=https://contoso/;accesskey=${KEY}"` }],
    ["in a field", { message: "Failed.", accessKey: KEY }],
    ["deep in a field", { message: "Failed.", request: { headers: { "x-functions-key": KEY } } }],
    ["in a field, as JSON", { message: "Failed.", body: JSON.stringify({ "x-functions-key": KEY }) }],
    ["in an error", { message: "Failed.", error: new Error(`Authorization: Bearer ${KEY}`) }],
    ["in an error, on a line of its own", { message: "Failed.", error: new Error(`Sent:\nBearer ${KEY}\nand failed`) }],
    ["in an error, as JSON", { message: "Failed.", error: new Error(JSON.stringify({ Signature: KEY })) }],
    [
      "in the cause of a cause",
      {
        message: "Failed.",
        error: new Error("Outer.", { cause: new Error("Middle.", { cause: new Error(`GET /?code=${KEY}`) }) }),
      },
    ],
    ["in an error's code", { message: "Failed.", error: Object.assign(new Error(), { code: `accesskey=${KEY}` }) }],
    ["in an error's name", { message: "Failed.", error: Object.assign(new Error(), { name: `Bearer ${KEY}` }) }],
    ["as a token", { message: `Issued ${JWT}.`, error: new Error(JSON.stringify({ token: JWT })) }],
  ])("keeps a secret out of the log %s", (_, entry) => {
    const line = lineOf(entry);
    expect(line).not.toContain(KEY);
    expect(line).not.toContain(JWT);
    expect((): unknown => JSON.parse(line)).not.toThrow();
  });
});

it.each(["info", "warn", "error"] as const)("what happens outside a request goes to console.%s", (level) => {
  const write = jest.spyOn(console, level).mockImplementation(() => undefined);
  try {
    consoleLog(level, { message: `accesskey=${KEY}` });
    expect(write.mock.calls).toEqual([[`{"level":"${level}","message":"accesskey=[redacted]"}`]]);
  } finally {
    write.mockRestore();
  }
});
