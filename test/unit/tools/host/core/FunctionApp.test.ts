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

test("after the start no function is registered any more", () => {
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

test("an unknown hook is refused in the way the library understands", async () => {
  const attempt = Promise.resolve(new FunctionApp()).then((app) => app.registerHook("log", callback));
  await expect(attempt).rejects.toMatchObject({
    name: "RangeError",
    message: 'Unrecognized hook "log"',
    isAzureFunctionsSystemError: true,
  });
});
