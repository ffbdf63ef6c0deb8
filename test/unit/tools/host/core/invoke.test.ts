import { FunctionApp, type RegisteredFunction } from "../../../../../tools/host/core/FunctionApp";
import type { CoreInvocationContext } from "../../../../../tools/host/core/functionsCore";
import { invoke } from "../../../../../tools/host/core/invoke";

const traceContext = { traceParent: "00-1-2-00", traceState: "", attributes: {} };
let app: FunctionApp;
let core: CoreInvocationContext | undefined;
let states: (string | undefined)[];
let entries: string[][];

/** An app whose programming model hands the inputs on, and gives what the function returns as a text. */
beforeEach(() => {
  [app, states, entries] = [new FunctionApp(), [], []];
  app.programmingModel = {
    name: "test",
    version: "1",
    getInvocationModel: (given) => {
      core = given;
      return {
        getArguments: () => Promise.resolve({ context: "context", inputs: ["input"] }),
        invokeFunction: async (_context, inputs, callback) => {
          states.push(core?.state);
          return Promise.resolve(callback(...inputs));
        },
        getResponse: (_context, result) => Promise.resolve({ returnValue: { string: String(result) } }),
      };
    },
  };
});

function run(callback: RegisteredFunction["callback"]) {
  const target = { metadata: { name: "A", functionId: "A", bindings: {} }, callback };
  return invoke(app, { id: "1", target, inputData: [], traceContext }, (...entry) => void entries.push(entry));
}

test("the function gets its inputs, and its result becomes the response", async () => {
  expect(await run((input) => `got ${String(input)}`)).toEqual({ returnValue: { string: "got input" } });
  expect(core).toMatchObject({ invocationId: "1", metadata: { name: "A" }, state: undefined });
  const request = { invocationId: "1", functionId: "A", inputData: [], triggerMetadata: {}, traceContext };
  expect(core?.request).toEqual(request);
});

test("hooks may replace inputs, function and result, and share data", async () => {
  app.registerHook("preInvocation", (context) => {
    states.push(core?.state);
    expect(context).toMatchObject({ invocationContext: "context", inputs: ["input"] });
    Object.assign(context, { inputs: ["other"], functionCallback: (input: unknown) => `replaced ${String(input)}` });
    Object.assign("hookData" in context ? Object(context.hookData) : {}, { from: "pre" });
  });
  app.registerHook("postInvocation", (context) => {
    states.push(core?.state);
    const seen = { inputs: ["other"], result: "replaced other", error: null, hookData: { from: "pre" } };
    expect(context).toMatchObject(seen);
    Object.assign(context, { result: "changed" });
  });
  expect(await run(() => "original")).toEqual({ returnValue: { string: "changed" } });
  expect(states).toEqual(["preInvocationHooks", "invocation", "postInvocationHooks"]);
});

test("what the function throws is thrown, unless a hook takes it away", async () => {
  const failing = () => {
    throw new Error("no");
  };
  await expect(run(failing)).rejects.toThrow("no");
  app.registerHook("postInvocation", (context) => {
    Object.assign(context, { error: null, result: "saved" });
  });
  expect(await run(failing)).toEqual({ returnValue: { string: "saved" } });
});

test("the log tells the function's own words from the library's", async () => {
  await run(() => {
    core?.log("information", "user", "mine");
    core?.log("debug", "system", "library's");
  });
  expect(entries).toEqual([
    ["information", "A", "mine"],
    ["debug", "system", "library's"],
  ]);
});

test("without a programming model there is nothing to run", async () => {
  app.programmingModel = undefined;
  await expect(run(() => undefined)).rejects.toThrow("no programming model");
});
