import { drawn } from "../support/cases";
import { acsScenes } from "./support/acsScenes";
import { closingScenes } from "./support/closingScenes";
import { managedIdentityScenes } from "./support/managedIdentityScenes";
import type { Row, RowResult } from "./support/Row";
import { runTable } from "./support/runTable";
import { tableScenes } from "./support/tableScenes";
import { vaultScenes } from "./support/vaultScenes";
import { DEPENDENCIES } from "./support/World";

/** Far more than it takes. */
const LIMIT_MS = 900_000;

const SCENES = [
  ...managedIdentityScenes(),
  ...managedIdentityScenes({ keyless: true }),
  ...vaultScenes(),
  ...acsScenes("identity"),
  ...acsScenes("identity", { keyless: true }),
  ...acsScenes("administration"),
  ...tableScenes(),
  ...closingScenes(),
];

const ROWS = drawn(
  SCENES.flatMap(({ rows }) => rows),
  ({ dependency, group, kind }) => `${dependency}: ${group ?? kind.family ?? kind.name}`,
);

let results: RowResult[];

beforeAll(async () => {
  results = await runTable(SCENES.map((scene) => ({ ...scene, rows: scene.rows.filter((row) => ROWS.includes(row)) })));
}, LIMIT_MS);

afterAll(() => {
  const again = results.filter(({ brokenAtFirst }) => brokenAtFirst);
  const notes = again.map(({ row, brokenAtFirst = [] }) => `  at first, ${nameOf(row)}: ${brokenAtFirst.join("; ")}`);
  process.stdout.write([`${results.length} rows of faults were run.`, ...notes, ""].join("\n"));
});

test.each(ROWS.map((row) => [nameOf(row), row] as const))("no promise is broken by %s", (_, row) => {
  expect(results.find((result) => result.row === row)?.broken).toEqual([]);
});

function nameOf({ dependency, where, kind, duration }: Row): string {
  return `${DEPENDENCIES[dependency]}, ${where}: ${kind.name}, ${duration}`;
}
