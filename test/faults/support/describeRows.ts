import { drawn } from "../../support/cases";
import { type Row, type RowResult, type Scene } from "./Row";
import { runTable } from "./runTable";
import { DEPENDENCIES } from "./World";

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

function nameOf({ dependency, where, kind, duration }: Row): string {
  return `${DEPENDENCIES[dependency]}, ${where}: ${kind.name}, ${duration}`;
}

/** Dependency, fault, operations tried, and whether the promise was kept, a line for each row. */
function describeTable(results: readonly RowResult[]): string {
  const lines = results.map(({ row, broken, brokenAtFirst }) => [
    `${DEPENDENCIES[row.dependency]}, ${row.where}`,
    `${row.kind.name}, ${row.duration}`,
    row.operations.map(({ name }) => name).join(", "),
    (broken.length === 0 ? "yes" : "no") +
      (brokenAtFirst ? `, at another look; at first: ${brokenAtFirst.join("; ")}` : ""),
  ]);
  const table = [["dependency", "fault", "operations tried", "promise kept"], ...lines];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  return table
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
