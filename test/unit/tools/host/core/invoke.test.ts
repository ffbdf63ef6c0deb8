import { FunctionApp, type RegisteredFunction } from "../../../../../tools/host/core/FunctionApp";
import type { CoreInvocationContext, InvocationModel } from "../../../../../tools/host/core/functionsCore";
import { invoke } from "../../../../../tools/host/core/invoke";

interface Seen {
  readonly states: (string | undefined)[];
  core?: CoreInvocationContext;
}

/** An app whose programming model hands the inputs on, and gives what the function returns as a text. */
function appOf(seen: Seen): FunctionApp {
  const app = new FunctionApp();
  app.programmingModel = {
    name: "test",
    version: "1",
    getInvocationModel: (core): InvocationModel => {
      seen.core = core;
      return {
        getArguments: () => Promise.resolve({ context: "context", inputs: ["input"] }),
        invokeFunction: async (_context, inputs, callback) => {
          seen.states.push(core.state);
          return Promise.resolve(callback(...inputs));
        },
        getResponse: (_context, result) => Promise.resolve({ returnValue: { string: String(result) } }),
      };
    },
  };
  return app;
}

function run(
  app: FunctionApp,
  callback: RegisteredFunction["callback"],
  log: (...entry: string[]) => void = () => undefined,
) {
  const target = { metadata: { name: "A", functionId: "A", bindings: {} }, callback };
  return invoke(app, { id: "1", target, inputData: [], traceContext: TRACE }, log);
}

const TRACE = { traceParent: "00-1-2-00", traceState: "", attributes: {} };

test("the function gets its inputs, and its result becomes the response", async () => {
  const seen: Seen = { states: [] };
  const response = await run(appOf(seen), (input) => `got ${String(input)}`);
  expect(response).toEqual({ returnValue: { string: "got input" } });
  expect(seen.core).toMatchObject({ invocationId: "1", metadata: { name: "A" }, state: undefined });
  expect(seen.core?.request).toEqual({
    invocationId: "1",
    functionId: "A",
    inputData: [],
    triggerMetadata: {},
    traceContext: TRACE,
  });
});

test("hooks may replace inputs, function and result, and share data", async () => {
  const seen: Seen = { states: [] };
  const app = appOf(seen);
  app.registerHook("preInvocation", (context) => {
    seen.states.push(seen.core?.state);
    expect(context).toMatchObject({ invocationContext: "context", inputs: ["input"] });
    Object.assign(context, { inputs: ["other"], functionCallback: (input: unknown) => `replaced ${String(input)}` });
    Object.assign("hookData" in context ? Object(context.hookData) : {}, { from: "pre" });
  });
  app.registerHook("postInvocation", (context) => {
    seen.states.push(seen.core?.state);
    expect(context).toMatchObject({
      inputs: ["other"],
      result: "replaced other",
      error: null,
      hookData: { from: "pre" },
    });
    Object.assign(context, { result: "changed" });
  });
  expect(await run(app, () => "original")).toEqual({ returnValue: { string: "changed" } });
  expect(seen.states).toEqual(["preInvocationHooks", "invocation", "postInvocationHooks"]);
});

test("what the function throws is thrown, unless a hook takes it away", async () => {
  const app = appOf({ states: [] });
  const failing = () => {
    throw new Error("no");
  };
  await expect(run(app, failing)).rejects.toThrow("no");
  app.registerHook("postInvocation", (context) => {
    Object.assign(context, { error: null, result: "saved" });
  });
  expect(await run(app, failing)).toEqual({ returnValue: { string: "saved" } });
});

test("the log tells the function's own words from the library's", async () => {
  const seen: Seen = { states: [] };
  const entries: string[][] = [];
  await run(
    appOf(seen),
    () => {
      seen.core?.log("information", "user", "mine");
      seen.core?.log("debug", "system", "library's");
    },
    (...entry) => void entries.push(entry),
  );
  expect(entries).toEqual([
    ["information", "A", "mine"],
    ["debug", "system", "library's"],
  ]);
});

test("without a programming model there is nothing to run", async () => {
  await expect(run(new FunctionApp(), () => undefined)).rejects.toThrow("no programming model");
});
