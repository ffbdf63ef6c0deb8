import { systemClock } from "../../../shared/clock";
import { type DevelopmentCa, defaultCaDirectory, ensureDevelopmentCa } from "../../../tools/kit/developmentCa";
import { type Azurite, startAzurite } from "../../../tools/testbed/azurite/startAzurite";
import { UNRESOLVED } from "./faultKinds";
import { inParallel } from "./inParallel";
import type { Row, RowResult } from "./Row";
import { LEAK, runRow } from "./runRow";
import { World, type WorldOptions } from "./World";

/** Rows that are run one after the other against one API. */
export interface Scene {
  readonly rows: readonly Row[];
  readonly options?: Pick<WorldOptions, "sdk" | "appDirectory">;
  /** What happens before the first row: by default nothing, and the API does not run yet. */
  readonly before?: (world: World) => Promise<void>;
}

/** The rows dealt out to so many APIs, in their order. */
export function dealt(rows: readonly Row[], apis: number, scene: Omit<Scene, "rows"> = {}): Scene[] {
  return Array.from({ length: apis }, (_, api) => ({ ...scene, rows: rows.filter((_row, n) => n % apis === api) }));
}

/** An API for each row. */
export function apart(rows: readonly Row[], scene: Omit<Scene, "rows"> = {}): Scene[] {
  return dealt(rows, rows.length, scene);
}

/** APIs at a time: most of the time each waits for a fault to end. */
const APIS_AT_ONCE = 4;

/**
 * Runs the scenes, each with an API of its own, and all with one table service. Rows that broke are looked at a second
 * time, one API at a time: a promise about time cannot be kept by who gets no processor, and a broken mechanism is as
 * broken then. What was seen at first stays in the result.
 */
export async function runTable(scenes: readonly Scene[], { looks = 2 } = {}): Promise<RowResult[]> {
  const ca = await ensureDevelopmentCa(defaultCaDirectory(), systemClock);
  const azurite = await startAzurite({ ca });
  const run = async (apis: number, some: readonly Scene[]) => {
    const tasks = some.map((scene) => () => runScene(scene, ca, azurite));
    return (await inParallel(apis, tasks)).flat();
  };
  try {
    const first = await run(APIS_AT_ONCE, scenes);
    const broken = looks > 1 ? first.filter((result) => result.broken.length > 0) : [];
    const second = await run(
      1,
      scenes.flatMap((scene) => only(broken, scene)),
    );
    return first.map((result) => afterSecondLook(result, second));
  } finally {
    await azurite.stop();
  }
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

async function runScene({ rows, options, before }: Scene, ca: DevelopmentCa, azurite: Azurite): Promise<RowResult[]> {
  const unresolved = rows.find(({ kind }) => kind === UNRESOLVED)?.dependency;
  const world = await World.start({ ...options, ca, azurite, ...(unresolved && { unresolved }) });
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
