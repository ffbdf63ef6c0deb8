import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GRANT_WINDOW_MS, USERS_SHARE } from "../../../shared/acs/parties";
import { DRAIN_LIMIT_MS } from "../../../shared/http/Drain";
import { BULKHEAD_LIMITS } from "../../../shared/resilience/Bulkhead";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { MANIFEST, pageOf, PAGES, sectionsOf } from "./pages";

function section(name: string, heading: string): string {
  return sectionsOf(pageOf(name)).find((candidate) => candidate.heading === heading)?.text ?? "";
}

/** What a section says of these is Microsoft's to decide, and can change: the reader must be able to look it up. */
const OF_AZURE =
  /\b(?:App Service|Static Web Apps|Flex Consumption|Front Door|Core Tools|Functions host|Application Insights|Table Storage|Key Vault|Entra|Azure AD B2C|Azure Files)\b/;

const SOURCE = /\]\(https:\/\/|\]\[[\w-]+\]/;

test.each(
  PAGES.flatMap((page) => sectionsOf(page).map(({ heading, text }) => ({ page: page.name, heading, text }))).filter(
    ({ text }) => OF_AZURE.test(text),
  ),
)("on $page, what $heading says of Azure has its source beside it", ({ text }) => {
  expect(text).toMatch(SOURCE);
});

test("the app's identity has the same roles wherever they are listed", () => {
  const given = [...pageOf("docs/security.md").text.matchAll(/--role "([^"]+)"/g)].map(([, role = ""]) => role);
  const [, row = ""] = /^\| managed identity(.*)$/m.exec(section("docs/security.md", "Who may do what")) ?? [];
  const rolesIn = (text: string) => [...text.matchAll(/_([A-Z][^_]+)_/g)].map(([, role = ""]) => role);
  const [, table = ""] = /((?:^ +\|.*\n)+)/m.exec(section("docs/deploy.md", "By hand")) ?? [];

  expect(given.sort()).toEqual([
    "Communication and Email Service Owner",
    "Key Vault Secrets User",
    "Monitoring Metrics Publisher",
    "Storage Blob Data Owner",
    "Storage Table Data Contributor",
  ]);
  expect(rolesIn(row).sort()).toEqual(given);
  expect(rolesIn(table).sort()).toEqual(given);
});

test("who can send a header to Health is told to, and who cannot, to use a key for Health alone", () => {
  const text = section("docs/operations.md", "Health");

  expect(text).toMatch(/x-functions-key[^]*\?code=[^]*of the function Health\s+alone/);
});

test.each(PAGES)("each key in a URL in $name comes with a warning beside it", ({ text }) => {
  const lines = text.split(/\n(?=- |\n|\|)/).filter((part) => part.includes("?code="));

  expect(lines.filter((part) => !/URLs|URL: nothing|logs?\b/.test(part))).toEqual([]);
});

test.each([
  `at most ${BULKHEAD_LIMITS.maxCalls} calls to ACS at once and lets ${BULKHEAD_LIMITS.maxWaiting} more wait, for up to ${BULKHEAD_LIMITS.maxWaitMs / 1000} s`,
  `at most ${USERS_SHARE * 100} % of the calls that ACS`,
  `for an operation in ${GRANT_WINDOW_MS / 1000} s`,
  `finished for up to ${DRAIN_LIMIT_MS / 1000} s`,
])("what an instance takes on is what the code has: %s", (words) => {
  expect(pageOf("docs/operations.md").text.replace(/\s+/g, " ")).toContain(words);
});

test("the first version of Node that a page names for Azure is the newest of those that are tested", () => {
  const ci = readFileSync(join(projectRoot(), ".ci", "run"), "utf8");
  const tested = [...ci.matchAll(/\btest_on (\d+) /g)].map(([, version]) => Number(version));
  const first = (name: string, heading: string) => Number(/Node (\d+)/.exec(section(name, heading))?.[1]);

  expect(first("docs/deploy.md", "Which plan")).toBe(Math.max(...tested));
  expect(first("README.md", "Run it in Azure or against a real vault")).toBe(Math.max(...tested));
});

test.each(PAGES)("the package in $name is of this version", ({ text }) => {
  const packages = [...text.matchAll(/acs-token-api-(\d[\d.]+)\.zip/g)].map(([, named]) => named);

  expect(packages.filter((named) => named !== MANIFEST.version)).toEqual([]);
});
