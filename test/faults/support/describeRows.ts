import { describeTable, nameOf } from "./describeTable";
import type { RowResult } from "./Row";
import { runTable, type Scene } from "./runTable";

/** Far more than it takes. */
const LIMIT_MS = 600_000;

/** A test for each row of the scenes, and the table of all of them at the end. */
export function describeRows(title: string, scenes: readonly Scene[]): void {
  describe(title, () => {
    let results: RowResult[] = [];

    beforeAll(async () => {
      results = await runTable(scenes);
    }, LIMIT_MS);

    afterAll(() => {
      process.stdout.write(`\n${describeTable(results)}\n`);
    });

    test.each(scenes.flatMap(({ rows }) => rows.map((row) => [nameOf(row), row] as const)))("%s", (_, row) => {
      const result = results.find((each) => each.row === row);
      expect(result?.broken).toEqual([]);
    });
  });
}
