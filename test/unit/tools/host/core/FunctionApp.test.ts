import { FunctionApp } from "../../../../../tools/host/core/FunctionApp";

const metadata = { name: "A", bindings: {} };
const callback = () => undefined;

test("a function is kept with its id, until it is disposed of", () => {
  const app = new FunctionApp();
  const registration = app.registerFunction(metadata, callback);
  expect(app.functions).toEqual([{ metadata: { ...metadata, functionId: "A" }, callback }]);
  registration.dispose();
  expect(app.functions).toEqual([]);
});

test("a name cannot be taken twice", () => {
  const app = new FunctionApp();
  app.registerFunction(metadata, callback);
  expect(() => app.registerFunction(metadata, callback)).toThrow('A function with id "A" has already been registered.');
});

test("after the start nothing more is registered", () => {
  const app = new FunctionApp();
  app.finishStartup();
  expect(() => app.registerFunction(metadata, callback)).toThrow("can only be registered during app startup");
});

test("hooks run in order, one after the other, until one throws", async () => {
  const app = new FunctionApp();
  const seen: string[] = [];
  app.registerHook("appStart", async () => {
    await Promise.resolve();
    seen.push("first");
  });
  const second = app.registerHook("appStart", () => void seen.push("second"));
  await app.runHooks("appStart", {});
  second.dispose();
  app.registerHook("appStart", () => {
    throw new Error("stop");
  });
  app.registerHook("appStart", () => void seen.push("never"));
  await expect(app.runHooks("appStart", {})).rejects.toThrow("stop");
  expect(seen).toEqual(["first", "second", "first"]);
});

test("an unknown hook is refused in the way the library understands", () => {
  const attempt = () => new FunctionApp().registerHook("log", callback);
  expect(attempt).toThrow(RangeError);
  expect(attempt).toThrow('Unrecognized hook "log"');
  expect(thrownBy(attempt)).toHaveProperty("isAzureFunctionsSystemError", true);
});

function thrownBy(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
}
