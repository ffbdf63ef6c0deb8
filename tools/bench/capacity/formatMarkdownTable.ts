/** A Markdown table in the form that Prettier gives it: the first column to the left, the others to the right. */
export function formatMarkdownTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((_, column) =>
    Math.max(3, ...[heading, ...rows].map((row) => (row[column] ?? "").length)),
  );
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  const cell = (text: string, column: number): string => {
    const width = widths[column] ?? 0;
    return column === 0 ? text.padEnd(width) : text.padStart(width);
  };
  return [heading, rule, ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
}
