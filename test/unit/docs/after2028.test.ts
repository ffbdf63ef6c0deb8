import { ACS_SDKS } from "../../../shared/acs/sdks";
import { OPERATIONS } from "../../../tools/openapi/operations";
import { pageOf, sectionsOf } from "./pages";

const page = pageOf("docs/after-2028.md");
const DATE =
  /\b(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d\b/;

/** The first cells of a section's table. */
function firstCells(heading: string): string[] {
  const { text = "" } = sectionsOf(page).find((section) => section.heading === heading) ?? {};
  return [...text.matchAll(/^\| ([^|]+)\|/gm)].map(([, cell = ""]) => cell.trim()).slice(2);
}

test("the table of scopes has each scope of each SDK once", () => {
  const scopes = new Set(Object.values(ACS_SDKS).flatMap((sdk): readonly string[] => sdk.scopes));
  const told = firstCells("Each scope").map((cell) => cell.replaceAll("`", ""));
  expect(told.sort()).toEqual([...scopes].sort());
});

test("the table of operations has each operation once", () => {
  const named = firstCells("Each operation").flatMap((cell) => cell.split(", "));
  expect(named.sort()).toEqual(OPERATIONS.map(({ name }) => name).sort());
});

test("README says before all else what ends and when, and where to read on", () => {
  const [first = ""] = pageOf("README.md").text.split("\n## ");
  expect(first).toMatch(/30\s+September 2028/);
  expect(first).toMatch(/23\s+October 2026/);
  expect(first).toContain("](docs/after-2028.md)");
  expect(first).toMatch(/\]\[acs-2028\]/);
});

test.each(
  page.text
    .split(/\n(?=\n|- |\d\. |#)/)
    .map((part) => part.replace(/\s+/g, " ").trim())
    .filter((part) => DATE.test(part) && !/^(?:#|\||\[)/.test(part)),
)("what has a date has its source: %s", (part) => {
  expect(part).toMatch(/\]\[[\w-]+\]/);
});
