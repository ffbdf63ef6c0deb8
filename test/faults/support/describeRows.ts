import { drawn } from "../../support/cases";
import { describeTable, nameOf } from "./describeTable";
import type { Row, RowResult } from "./Row";
import { runTable, type Scene } from "./runTable";

/** Far more than it takes. */
const LIMIT_MS = 600_000;

/** The pages of somebody else are one kind, and the times of a wrong one. */
const kindOf = ({ kind }: Row) => kind.name.replace(/(?<=of somebody else|expiresOn).*/, "");

/** A test for each row of the scenes that is drawn, and the table of all of them at the end. */
export function describeRows(title: string, all: readonly Scene[]): void {
  const rowsRun = drawn(
    all.flatMap(({ rows }) => rows),
    kindOf,
  );
  const scenes = all
    .map((scene) => ({ ...scene, rows: scene.rows.filter((row) => rowsRun.includes(row)) }))
    .filter(({ rows }) => rows.length > 0);
  describe(title, () => {
    let results: RowResult[] = [];

    beforeAll(async () => {
      results = await runTable(scenes);
    }, LIMIT_MS);

    afterAll(() => {
      process.stdout.write(`\n${describeTable(results)}\n`);
    });

    test.each(scenes.flatMap(({ rows }) => rows.map((row) => [nameOf(row), row] as const)))(
      "no promise is broken by %s",
      (_, row) => {
        const result = results.find((each) => each.row === row);
        expect(result?.broken).toEqual([]);
      },
    );
  });
}
