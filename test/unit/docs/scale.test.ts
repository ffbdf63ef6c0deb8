import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CALL_LIMITS } from "../../../shared/resilience/CallLimit";
import { INSTANCE_SHARE, LIMITS, SECRET_AGE_SECONDS, TABLE_PARTITIONS } from "../../../tools/bench/capacity/limits";
import { projectRoot } from "../../../tools/kit/projectRoot";

const text = readFileSync(join(projectRoot(), "docs", "scale.md"), "utf8");

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "scale-"));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

test("its tables are what the tool prints: npm run bench:capacity -- --docs docs/scale.md", () => {
  const file = join(directory, "scale.md");
  const emptied = text.replace(/(<!-- capacity:begin \S+ -->)[^]*?(<!-- capacity:end)/g, "$1\n$2");
  expect(emptied).not.toBe(text);
  writeFileSync(file, emptied);
  // A process of its own: a million users take too long in the sandbox of the tests.
  execFileSync(process.execPath, [join(projectRoot(), "dist/tools/bench/capacity/main.js"), "--docs", file]);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test.each([
  `issues ${inWords(LIMITS.acsIssue)} tokens`,
  `creates ${inWords(LIMITS.acsCreate)} identities`,
  `deletes ${inWords(LIMITS.acsDelete)} identities`,
  `grants: ${inWords(LIMITS.acsIssue * INSTANCE_SHARE)} tokens in 30 seconds`,
  `at most ${inWords(LIMITS.flexInstances)} instances as it is created`,
  `that is ${inWords(LIMITS.flexQuotaInstances)} instances of 2,048 MB`,
  `gets ${inWords(LIMITS.flexConcurrency)} HTTP requests at once`,
  `${inWords(LIMITS.storageAccount)} operations a second for an account, ${inWords(LIMITS.tablePartition)} for a partition`,
  `over ${inWords(TABLE_PARTITIONS)} partitions`,
  `${inWords(LIMITS.vaultReads)} reads in 10 seconds`,
  `then every ${inWords(SECRET_AGE_SECONDS)} seconds`,
  `at most ${inWords(CALL_LIMITS.maxCalls)} calls to ACS at once, and lets ${inWords(CALL_LIMITS.maxWaiting)} more wait`,
])("it says what the model and the service count with: %s", (words) => {
  expect(text.replace(/\s+/g, " ")).toContain(words);
});

function inWords(figure: number): string {
  return figure.toLocaleString("en-US");
}
