import type { Azurite } from "../../../tools/testbed/azurite/startAzurite";
import { Stage } from "../../../tools/testbed/Stage";
import { UNRESOLVED } from "./faultKinds";
import type { RowResult, Scene } from "./Row";
import { LEAK, runRow } from "./runRow";
import { World } from "./World";

/** APIs at a time: most of the time each waits for a fault to end. */
const APIS_AT_ONCE = 4;

/**
 * Runs the scenes, each with an API of its own, and all with one table service. Rows that broke are looked at a second
 * time, one API at a time: a promise about time cannot be kept by who gets no processor, and a broken mechanism is as
 * broken then. What was seen at first stays in the result.
 */
export async function runTable(scenes: readonly Scene[], { looks = 2 } = {}): Promise<RowResult[]> {
  return await Stage.around(async (stage) => {
    const azurite = await stage.tables();
    const run = async (apis: number, some: readonly Scene[]) => {
      const tasks = some.map((scene) => () => runScene(scene, azurite));
      return (await inParallel(apis, tasks)).flat();
    };
    try {
      const first = await run(APIS_AT_ONCE, scenes);
      const broken = looks > 1 ? first.filter((result) => result.broken.length > 0) : [];
      const brokenScenes = scenes.flatMap((scene) => only(broken, scene));
      const second = await run(1, brokenScenes);
      return first.map((result) => afterSecondLook(result, second));
    } finally {
      await stage.stop();
    }
  });
}

/** The scene with its broken rows alone; none where it has none. */
function only(broken: readonly RowResult[], scene: Scene): Scene[] {
  const rows = scene.rows.filter((row) => broken.some((result) => result.row === row));
  return rows.length > 0 ? [{ ...scene, rows }] : [];
}

function afterSecondLook(first: RowResult, second: readonly RowResult[]): RowResult {
  const again = second.find(({ row }) => row === first.row);
  const leaks = first.broken.filter((text) => text.startsWith(LEAK));
  return again ? { row: first.row, broken: [...again.broken, ...leaks], brokenAtFirst: first.broken } : first;
}

async function runScene({ rows, options, before }: Scene, azurite: Azurite): Promise<RowResult[]> {
  const unresolved = rows.find(({ kind }) => kind === UNRESOLVED)?.dependency;
  const world = await World.start({ ...options, azurite, ...(unresolved && { unresolved }) });
  const results: RowResult[] = [];
  try {
    await before?.(world);
    for (const row of rows) {
      results.push(await runRow(world, row));
    }
    return results;
  } catch (error) {
    const notRun = rows.slice(results.length).map((row) => ({ row, broken: [`could not be run: ${String(error)}`] }));
    return [...results, ...notRun];
  } finally {
    await world.stop();
  }
}

/** Runs the tasks, at most `limit` at a time; the results in the tasks' order. */
async function inParallel<T>(limit: number, tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  const rest = tasks.entries();
  const worker = async () => {
    for (const [index, task] of rest) {
      results[index] = await task();
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
