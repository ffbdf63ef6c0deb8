/** Rows under a heading, in columns as wide as they must be: the first to the left, numbers to the right. */
export function formatTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const cell = (text: string, column: number): string => {
    const width = widths[column] ?? 0;
    return column === 0 ? text.padEnd(width) : text.padStart(width);
  };
  return all.map((row) => `${row.map(cell).join("  ").trimEnd()}\n`).join("");
}

/** What a column is called, and what it says of a row. */
export type Column<Row> = readonly [heading: string, cell: (row: Row) => string | number];

/** A table of things that are alike. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return formatTable(
    columns.map(([heading]) => heading),
    rows.map((row) => columns.map(([, cell]) => String(cell(row)))),
  );
}
