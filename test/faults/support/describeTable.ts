import { DEPENDENCIES } from "./dependencies";
import type { Row, RowResult } from "./Row";

export function nameOf({ dependency, where, kind, duration }: Row): string {
  return `${DEPENDENCIES[dependency]}, ${where}: ${kind.name}, ${duration}`;
}

/** Dependency, fault, operations tried, and whether the promise was kept, a line for each row. */
export function describeTable(results: readonly RowResult[]): string {
  const lines = results.map(({ row, broken, brokenAtFirst }) => [
    `${DEPENDENCIES[row.dependency]}, ${row.where}`,
    `${row.kind.name}, ${row.duration}`,
    row.operations.map(({ name }) => name).join(", "),
    (broken.length === 0 ? "yes" : "no") +
      (brokenAtFirst ? `, at a second look; at first: ${brokenAtFirst.join("; ")}` : ""),
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
