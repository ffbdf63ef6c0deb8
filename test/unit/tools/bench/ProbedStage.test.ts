import { ProbedStage } from "../../../../tools/bench/ProbedStage";
import { Stage } from "../../../../tools/testbed/Stage";
import { until } from "../../../support/until";

/** Child processes that this process has. */
const running = () => process.getActiveResourcesInfo().filter((kind) => kind === "ProcessWrap").length;

test("a bench whose API does not start takes its emulator and its clients away", async () => {
  const before = running();
  let started = 0;
  const starting = Stage.around(async (stage) => {
    const probed = await ProbedStage.on(stage);
    started = running() - before;
    await probed.api({ appDirectory: "/nowhere" });
  });

  await expect(starting).rejects.toThrow("/nowhere");
  expect(started).toBe(2);
  await until(() => running() === before);
});
