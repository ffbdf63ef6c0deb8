import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { projectRoot } from "../../tools/kit/projectRoot";
import { drawn } from "../support/cases";
import { stageApp } from "../support/stageApp";
import {
  acsRow,
  brokenOffDeletionRow,
  burstRow,
  endlessWaitRow,
  movedRow,
  redirectedCreateRow,
  startMoved,
  steppedRow,
  unconfirmedMoveRow,
  wrongExpiryRow,
} from "./support/acsScenes";
import { closingRow } from "./support/closingScenes";
import { FAULT_KINDS, FOREIGN_FAULTS, HOSTILE_FAULTS, WRONG_EXPIRIES } from "./support/faultKinds";
import {
  createIdentity,
  createWithScopes,
  deleteTeamsAccess,
  issueMyFirstToken,
  issueMyToken,
  issueToken,
  type Operation,
  revokeMyTokens,
  revokeTokens,
  startUsed,
} from "./support/operations";
import type { Row, RowResult } from "./support/Row";
import { runTable } from "./support/runTable";
import { afterAGoodRead, keyRotated } from "./support/vaultScenes";

/** One mechanism of the built app, and how to switch it off. */
interface Mechanism {
  readonly name: string;
  /** Below `dist`. */
  readonly file: string;
  /** The JavaScript that does it; there exactly once. */
  readonly text: string;
  readonly replacement: string;
}

/** A mechanism switched off, a line of the table that holds no more, and what is seen there. */
type Case = [Mechanism, Row, RegExp, typeof startUsed?];

const CASES: Case[] = [
  [
    without("trying again", "shared/resilience/retry.js", "exports.MAX_TRIES = 3;", "exports.MAX_TRIES = 1;"),
    only(acsRow("identity", kindOf("503"), "once"), revokeTokens),
    /RevokeTokens: expected success, saw 503 UpstreamUnavailable/,
  ],
  [
    without(
      "the limit of one try",
      "shared/resilience/retry.js",
      "exports.TRY_LIMIT_MS = 3_000;",
      "exports.TRY_LIMIT_MS = 30_000;",
    ),
    only(acsRow("identity", kindOf("never answers"), "once"), issueToken),
    /IssueToken: expected success, saw 504 UpstreamTimeout/,
  ],
  [
    without(
      "the limit of one request",
      "shared/http/endpoint.js",
      "exports.REQUEST_BUDGET_MS = 7_500;",
      "exports.REQUEST_BUDGET_MS = 10_000;",
    ),
    only(acsRow("identity", kindOf("never answers"), "lasting"), createIdentity),
    /CreateIdentity: expected a reply within 8000 ms, saw 504/,
  ],
  [
    without(
      "the verdict in ACS's own words",
      "shared/acs/acsFailure.js",
      "saysGone(call)",
      "saysGone(call) || [404, 410].includes(call.status)",
    ),
    only(
      acsRow("identity", kindOf("404 of somebody else, html", FOREIGN_FAULTS), "lasting"),
      issueToken,
      revokeMyTokens,
    ),
    /IssueToken: expected 503 .*, saw 404 IdentityNotFound[^]*RevokeMyTokens: .*saw 204/,
  ],
  [
    without(
      "the word of ACS that there is no Teams access",
      "shared/acs/teamsAccessClient.js",
      "status === 404 && code !== undefined &&",
      "status === 404 &&",
    ),
    only(acsRow("identity", kindOf("404 of somebody else, html", FOREIGN_FAULTS), "lasting"), deleteTeamsAccess),
    /DeleteTeamsAccess: expected 503 .*, saw 204/,
  ],
  [
    without(
      "the GUID that tells a resource",
      "shared/acs/AcsGateway.js",
      "if (resource === resourceOf(id)) {",
      "if (true) {",
    ),
    only(movedRow("identity"), revokeMyTokens),
    /RevokeMyTokens: expected 409 IdentityMoved, saw 204/,
  ],
  [
    without(
      "a clock that is never set",
      "shared/clock.js",
      "monotonic: () => performance.now()",
      "monotonic: () => Date.now()",
    ),
    only(steppedRow("identity", "back"), issueToken),
    /expected success once the fault was gone, saw 429/,
  ],
  [
    without(
      "the bound on what callers are told to wait",
      "shared/resilience/replyHeaders.js",
      "Math.min(Math.max(asked, 1), exports.LONGEST_RETRY_AFTER_SECONDS)",
      "Math.max(asked, 1)",
    ),
    only(endlessWaitRow("identity"), issueToken),
    /expected 429 TooManyRequests with Retry-After from 1 to 300, saw 429 TooManyRequests with Retry-After \d{9}/,
  ],
  [
    without(
      "keeping connections for less than the server does",
      "shared/resilience/KeepAliveAgent.js",
      "announced - Math.min(MARGIN_MS, announced / 2)",
      "Infinity",
    ),
    only(closingRow("acs", "identity"), createIdentity),
    /CreateIdentity: expected success, saw 503[^]*was to be met 0 times/,
  ],
  [
    without("the refusal of redirects", "shared/resilience/sdkOptions.js", "redirectOptions: { maxRetries: 0 },", ""),
    only(redirectedCreateRow("identity"), createIdentity, createWithScopes, issueMyFirstToken),
    /the fault was to be met 3 times, and was met \d{2} times/,
  ],
  [
    without("the bound on a reply's body", "shared/resilience/BoundedText.js", "this.#size > this.#maxBytes", "false"),
    only(acsRow("identity", kindOf("a megabyte too much", HOSTILE_FAULTS), "lasting"), issueToken),
    /IssueToken: expected 503 UpstreamUnavailable.*, saw 200/,
  ],
  [
    without("the check that a token has not expired", "shared/acs/checkAnswer.js", "minutes <= 0", "false"),
    only(
      wrongExpiryRow("identity", kindOf("expiresOn is 2020-01-01T00:00:00.0000000+00:00", WRONG_EXPIRIES), "lasting"),
      issueToken,
    ),
    /IssueToken: expected 503 UpstreamUnavailable.*, saw 200/,
  ],
  [
    without(
      "the check that a token lives no longer than was asked for",
      "shared/acs/checkAnswer.js",
      "minutes > (",
      "minutes < -(",
    ),
    only(
      wrongExpiryRow("identity", kindOf("expiresOn is 9999-12-31T23:59:59Z", WRONG_EXPIRIES), "lasting"),
      issueToken,
    ),
    /IssueToken: expected 503 UpstreamUnavailable.*, saw 200/,
  ],
  [
    without(
      "the mark of a deletion that was begun",
      "shared/directory/UserIdentities.js",
      "{ ...rest, deleting: true }",
      "{ ...rest }",
    ),
    brokenOffDeletionRow("identity"),
    /the identity is there after its deletion/,
  ],
  [
    without(
      "the bound on calls under way and waiting",
      "shared/resilience/Bulkhead.js",
      "this.#calls < maxCalls",
      "true",
    ),
    burstRow("identity"),
    /expected 503 ServerBusy with Retry-After from 1 to 2, saw 504 UpstreamTimeout/,
  ],
  [
    without(
      "reading the secret again after a 401",
      "shared/acs/AcsGateway.js",
      'error.kind === "credentialRefused"',
      "false",
    ),
    keyRotated,
    /expected success, saw 502 UpstreamRejected/,
  ],
  [
    without("the last good value", "shared/resilience/CachedRead.js", "this.#options.isOver(value, ageMs)", "true"),
    { ...afterAGoodRead(kindOf("refused")), goesOnUntilLogged: undefined },
    /expected success, saw 503 UpstreamUnavailable/,
  ],
  [
    without(
      "the read that confirms a move",
      "shared/acs/AcsGateway.js",
      "const present = await this.#options.connections.confirm(deadline);",
      "const present = refusedBy;",
    ),
    only(unconfirmedMoveRow("identity"), issueMyToken),
    /IssueMyToken: expected 503 UpstreamUnavailable.*, saw 200/,
    startMoved,
  ],
];

/** Far more than it takes. */
const LIMIT_MS = 900_000;

const DRAWN = drawn(CASES, () => "mechanism");

/** This one is looked at twice, too. */
const TWICE = CASES.filter(([{ name }]) => name.startsWith("reading the secret again"));

let once: RowResult[];
let twice: RowResult[];

beforeAll(async () => {
  [once, twice] = await Promise.all([shown(DRAWN), resultsOf(TWICE, 2)]);
}, LIMIT_MS);

/** What does not show, because a busy machine was too slow for it, is looked for once more, with less beside it. */
async function shown(cases: readonly Case[]): Promise<RowResult[]> {
  const results = await resultsOf(cases, 1);
  const isHidden = ([, , broken]: Case, n: number) => !broken.test(textOf(results[n]));
  const again = (await resultsOf(cases.filter(isHidden), 1)).values();
  return cases.flatMap((each, n) => (isHidden(each, n) ? again.next().value : results[n]) ?? []);
}

const textOf = (result: RowResult | undefined) => result?.broken.join("\n") ?? "";

async function resultsOf(cases: readonly Case[], looks: number): Promise<RowResult[]> {
  const scenes = cases.map(([mechanism, row, , before = startUsed]) => {
    return { options: { appDirectory: stageWithout(mechanism) }, before, rows: [row] };
  });
  return await runTable(scenes, { looks });
}

test.each(DRAWN.map(([{ name }, , broken], n) => [name, broken, n] as const))(
  "the table turns red without %s",
  (_, broken, n) => {
    expect(textOf(once[n])).toMatch(broken);
  },
);

test.each(TWICE)("a second look does not excuse a mechanism that is broken", (_mechanism, _row, broken) => {
  expect(textOf(twice[0])).toMatch(broken);
  expect(twice[0]?.brokenAtFirst?.join("\n")).toMatch(broken);
});

test("a mechanism that is not found in the code is told", () => {
  const unknown = without("x", "shared/clock.js", "no such text", "");
  expect(() => stageWithout(unknown)).toThrow("0 times, not once");
});

function without(name: string, file: string, text: string, replacement: string): Mechanism {
  return { name, file, text, replacement };
}

/** The built app without one mechanism. @throws Error when the text to replace is not there exactly once */
function stageWithout({ name, file, text, replacement }: Mechanism): string {
  const app = stageApp();
  const dist = join(app, "dist");
  const tools = join(projectRoot(), "dist", "tools");
  rmSync(dist);
  cpSync(join(projectRoot(), "dist"), dist, {
    recursive: true,
    filter: (source) => source !== tools && !source.startsWith(tools + sep),
  });
  const parts = readFileSync(join(dist, file), "utf8").split(text);
  if (parts.length !== 2) {
    throw new Error(`${file} has the text of "${name}" ${parts.length - 1} times, not once: ${text}`);
  }
  writeFileSync(join(dist, file), parts.join(replacement));
  return app;
}

function only(row: Row, ...operations: Operation[]): Row {
  return { ...row, operations };
}

function kindOf(name: string, kinds = FAULT_KINDS) {
  const kind = kinds.find((each) => each.name === name);
  if (!kind) {
    throw new Error(`There is no fault "${name}".`);
  }
  return kind;
}
