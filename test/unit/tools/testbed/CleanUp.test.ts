import { CleanUp } from "../../../../tools/testbed/CleanUp";

function recorder() {
  const stopped: string[] = [];
  const service = (name: string) => ({
    stop: () => {
      stopped.push(name);
      return Promise.resolve();
    },
  });
  const failing = (name: string) => ({ stop: () => Promise.reject(new Error(`${name} does not stop`)) });
  return { stopped, service, failing };
}

test("what was started last is stopped first, and each of it once", async () => {
  const { stopped, service } = recorder();
  const cleanUp = new CleanUp();
  cleanUp.keep(service("first"));
  cleanUp.defer(() => stopped.push("second"));
  cleanUp.keep(service("third"));

  await cleanUp.stop();
  await cleanUp.stop();

  expect(stopped).toEqual(["third", "second", "first"]);
});

test("what does not stop keeps nothing else from being stopped, and is told of afterwards", async () => {
  const { stopped, service, failing } = recorder();
  const cleanUp = new CleanUp();
  cleanUp.keep(service("first"));
  cleanUp.keep(failing("second"));
  cleanUp.keep(service("third"));

  await expect(cleanUp.stop()).rejects.toThrow("second does not stop");
  expect(stopped).toEqual(["third", "first"]);
});

test("a start that fails half-way stops what has started, and tells why it failed", async () => {
  const { stopped, service, failing } = recorder();
  const starting = CleanUp.around((cleanUp) => {
    cleanUp.keep(service("first"));
    cleanUp.keep(failing("second"));
    return Promise.reject(new Error("the third does not start"));
  });

  await expect(starting).rejects.toThrow("the third does not start");
  expect(stopped).toEqual(["first"]);
});

test("a start that succeeds leaves everything running", async () => {
  const { stopped, service } = recorder();
  const kept = await CleanUp.around((cleanUp) => {
    cleanUp.keep(service("first"));
    return Promise.resolve(cleanUp);
  });

  expect(stopped).toEqual([]);
  await kept.stop();
  expect(stopped).toEqual(["first"]);
});
