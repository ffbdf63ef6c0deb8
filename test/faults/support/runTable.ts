import { UNRESOLVED } from "./faultKinds";
import type { RowResult, Scene } from "./Row";
import { LEAK, runRow } from "./runRow";
import { World } from "./World";

/** APIs at a time: most of the time each waits for a fault to end. */
const APIS_AT_ONCE = 4;

/** Nobody is held off for so long because of the row before. */
const BETWEEN_ROWS_MS = 10_000;

/** Rows that one API meets, where it can meet several. */
const ROWS_OF_AN_API = 8;

/**
 * Runs the scenes. Rows that broke are looked at again, one API at a time: a promise about time cannot be kept by who gets
 * no processor, and a broken mechanism is as broken then. What was seen at first stays in the result.
 */
export async function runTable(scenes: readonly Scene[], { looks = 4 } = {}): Promise<RowResult[]> {
  const run = async (apis: number, some: readonly Scene[]) => {
    const tasks = some.flatMap(forEachApi).map((scene) => () => runScene(scene));
    return (await inParallel(apis, tasks)).flat();
  };
  let results = await run(APIS_AT_ONCE, scenes);
  for (let look = 2; look <= looks && results.some(isBroken); look++) {
    const broken = results.filter(isBroken).map(({ row }) => row);
    const again = await run(
      1,
      scenes.map((scene) => ({ ...scene, rows: scene.rows.filter((row) => broken.includes(row)) })),
    );
    results = results.map((result) => afterAnotherLook(result, again));
  }
  return results;
}

/** The rows in turn for as many APIs as it takes, in their order. */
function forEachApi(scene: Scene): Scene[] {
  const { rows, before } = scene;
  const apis = before ? Math.ceil(rows.length / ROWS_OF_AN_API) : rows.length;
  return Array.from({ length: apis }, (_, api) => ({ ...scene, rows: rows.filter((_row, n) => n % apis === api) }));
}

function isBroken({ broken }: RowResult): boolean {
  return broken.length > 0;
}

function afterAnotherLook(before: RowResult, again: readonly RowResult[]): RowResult {
  const { row, broken, brokenAtFirst = broken } = before;
  const seen = again.find((result) => result.row === row);
  // No look undoes a leak.
  const leaks = broken.filter((text) => text.startsWith(LEAK));
  return seen ? { row, broken: [...seen.broken, ...leaks], brokenAtFirst } : before;
}

async function runScene({ rows, options, before }: Scene): Promise<RowResult[]> {
  const unresolved = rows.find(({ kind }) => kind === UNRESOLVED)?.dependency;
  const world = await World.start({ ...options, ...(unresolved && { unresolved }) });
  const results: RowResult[] = [];
  try {
    await before?.(world);
    for (const row of rows) {
      await world.passTime(BETWEEN_ROWS_MS);
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
