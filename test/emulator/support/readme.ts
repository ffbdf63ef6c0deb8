import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../tools/kit/projectRoot";

/** The emulator's README. */
export const readme = readFileSync(join(projectRoot(), "tools", "emulator", "README.md"), "utf8");

/** The text below a heading, up to the next one of its rank. */
export function section(heading: string): string {
  return readme.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
}

/** The blocks of code below a heading that are marked exactly so. */
export function codeBlocks(heading: string, mark: string): string[] {
  return [...section(heading).matchAll(/^```(.*)\n([^]*?)^```$/gm)]
    .filter(([, found]) => found === mark)
    .map(([, , code = ""]) => code);
}

/** The cells of the rows of the table below a heading, without backquotes. */
export function rowsBelow(heading: string): string[][] {
  const rows = section(heading)
    .split("\n")
    .filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

/** The first cells of those rows. */
export function firstCells(heading: string): string[] {
  return rowsBelow(heading).map(([first = ""]) => first);
}
