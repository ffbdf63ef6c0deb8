import type { Azurite } from "../../../tools/testbed/azurite/startAzurite";
import { Stage } from "../../../tools/testbed/Stage";
import { UNRESOLVED } from "./faultKinds";
import type { RowResult, Scene } from "./Row";
import { LEAK, runRow } from "./runRow";
import { World } from "./World";

/** APIs at a time: most of the time each waits for a fault to end. */
const APIS_AT_ONCE = 4;

/**
 * Runs the scenes, each with an API of its own, and all with one table service. Rows that broke are looked at again, one
 * API at a time: a promise about time cannot be kept by who gets no processor, and a broken mechanism is as broken then.
 * What was seen at first stays in the result.
 */
export async function runTable(scenes: readonly Scene[], { looks = 4 } = {}): Promise<RowResult[]> {
  return await Stage.around(async (stage) => {
    const azurite = await stage.tables();
    const run = async (apis: number, some: readonly Scene[]) => {
      const tasks = some.map((scene) => () => runScene(scene, azurite));
      return (await inParallel(apis, tasks)).flat();
    };
    try {
      let results = await run(APIS_AT_ONCE, scenes);
      for (let look = 2; look <= looks && results.some(isBroken); look++) {
        const again = await run(
          1,
          scenes.flatMap((scene) => brokenOf(scene, results)),
        );
        results = results.map((result) => afterAnotherLook(result, again));
      }
      return results;
    } finally {
      await stage.stop();
    }
  });
}

function isBroken({ broken }: RowResult): boolean {
  return broken.length > 0;
}

/** The scene with its broken rows alone; none where it has none. */
function brokenOf(scene: Scene, results: readonly RowResult[]): Scene[] {
  const broken = results.filter(isBroken).map(({ row }) => row);
  const rows = scene.rows.filter((row) => broken.includes(row));
  return rows.length > 0 ? [{ ...scene, rows }] : [];
}

function afterAnotherLook(before: RowResult, again: readonly RowResult[]): RowResult {
  const { row, broken, brokenAtFirst = broken } = before;
  const seen = again.find((result) => result.row === row);
  // No look undoes a leak.
  const leaks = broken.filter((text) => text.startsWith(LEAK));
  return seen ? { row, broken: [...seen.broken, ...leaks], brokenAtFirst } : before;
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
