import { setImmediate as nextTurn } from "node:timers/promises";
import { type LoadedAhead, loadAheadLater } from "../../../shared/loadAhead";
import { recordLog } from "../../support/recordLog";

/** Services that note what is loaded. */
function noting(steps: string[], fault?: Error): LoadedAhead {
  const step = (name: string) => async () => {
    steps.push(name);
    await nextTurn();
    if (fault) {
      throw fault;
    }
  };
  return {
    settings: { users: undefined },
    openTelemetry: step("openTelemetry"),
    connectionStringReader: step("connectionStringReader"),
    connectionStrings: { readAhead: step("connectionString") },
    acsSdk: step("acsSdk"),
    bodies: { issueToken: step("bodies") },
  };
}

test("nothing is loaded in the turns in which the worker answers the host", async () => {
  const steps: string[] = [];
  const loaded = loadAheadLater(noting(steps), recordLog().log);
  expect(steps).toEqual([]);
  for (const turn of [1, 2]) {
    await nextTurn();
    expect([turn, ...steps]).toEqual([turn]);
  }
  await loaded;
  expect(steps).toEqual(["openTelemetry", "connectionStringReader", "connectionString", "acsSdk", "bodies"]);
});

test("what cannot be loaded is told in the log, and nowhere else", async () => {
  const { log, logged } = recordLog();
  const error = new Error("No such module.");
  await loadAheadLater(noting([], error), log);
  expect(logged).toMatchObject([{ level: "error", error }]);
});
