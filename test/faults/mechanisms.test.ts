import { dirname } from "node:path";
import { drawn } from "../support/cases";
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
import { FAULT_KINDS, type FaultKind, FOREIGN_FAULTS, HOSTILE_FAULTS, WRONG_EXPIRIES } from "./support/faultKinds";
import {
  createIdentity,
  createWithScopes,
  issueMyFirstToken,
  issueMyToken,
  issueToken,
  type Operation,
  revokeMyTokens,
  revokeTokens,
} from "./support/operations";
import type { Row, RowResult } from "./support/Row";
import { runTable } from "./support/runTable";
import { type Mechanism, stageWithout } from "./support/stageWithout";
import { startUsed } from "./support/startUsed";
import { afterAGoodRead, keyRotated } from "./support/vaultScenes";

/** A mechanism switched off, a line of the table that holds no more, and what is seen there. */
const CASES: [Mechanism, Row, RegExp][] = [
  [
    {
      name: "trying again",
      file: "shared/resilience/retry.js",
      text: "exports.MAX_TRIES = 3;",
      replacement: "exports.MAX_TRIES = 1;",
    },
    only(acsRow("identity", kindOf("503"), "once"), revokeTokens),
    /RevokeTokens: expected success, saw 503 UpstreamUnavailable/,
  ],
  [
    {
      name: "the limit of one try",
      file: "shared/resilience/retry.js",
      text: "exports.TRY_LIMIT_MS = 3_000;",
      replacement: "exports.TRY_LIMIT_MS = 30_000;",
    },
    only(acsRow("identity", kindOf("never answers"), "once"), issueToken),
    /IssueToken: expected success, saw 504 UpstreamTimeout/,
  ],
  [
    {
      name: "the limit of one request",
      file: "shared/http/endpoint.js",
      text: "exports.REQUEST_BUDGET_MS = 7_500;",
      replacement: "exports.REQUEST_BUDGET_MS = 10_000;",
    },
    only(acsRow("identity", kindOf("never answers"), "lasting"), createIdentity),
    /CreateIdentity: expected a reply within 8000 ms, saw 504/,
  ],
  [
    {
      name: "the verdict in ACS's own words",
      file: "shared/acs/acsFailure.js",
      text: "saysGone(call)",
      replacement: "saysGone(call) || [404, 410].includes(call.status)",
    },
    only(acsRow("identity", foreign("404 of somebody else, html"), "lasting"), issueToken, revokeMyTokens),
    /IssueToken: expected 503 .*, saw 404 IdentityNotFound[^]*RevokeMyTokens: .*saw 204/,
  ],
  [
    {
      name: "the GUID that tells a resource",
      file: "shared/acs/AcsGateway.js",
      text: "if (resource === resourceOf(id)) {",
      replacement: "if (true) {",
    },
    only(movedRow("identity"), revokeMyTokens),
    /RevokeMyTokens: expected 409 IdentityMoved, saw 204/,
  ],
  [
    {
      name: "a clock that is never set",
      file: "shared/clock.js",
      text: "monotonic: () => performance.now()",
      replacement: "monotonic: () => Date.now()",
    },
    only(steppedRow("identity", "back"), issueToken),
    /expected success once the fault was gone, saw 429/,
  ],
  [
    {
      name: "the bound on what callers are told to wait",
      file: "shared/resilience/replyHeaders.js",
      text: "Math.min(Math.max(asked, 1), exports.LONGEST_RETRY_AFTER_SECONDS)",
      replacement: "Math.max(asked, 1)",
    },
    only(endlessWaitRow("identity"), issueToken),
    /expected 429 TooManyRequests with Retry-After from 1 to 300, saw 429 TooManyRequests with Retry-After \d{9}/,
  ],
  [
    {
      name: "the refusal of redirects",
      file: "shared/resilience/sdkOptions.js",
      text: "redirectOptions: { maxRetries: 0 },",
      replacement: "",
    },
    only(redirectedCreateRow("identity"), createIdentity, createWithScopes, issueMyFirstToken),
    /the fault was to be met 3 times, and was met \d{2} times/,
  ],
  [
    {
      name: "the bound on a reply's body",
      file: "shared/resilience/boundedText.js",
      text: "size > maxBytes",
      replacement: "false",
    },
    only(acsRow("identity", kindOf("a megabyte too much", HOSTILE_FAULTS), "lasting"), issueToken),
    /IssueToken: expected 503 UpstreamUnavailable.*, saw 200/,
  ],
  [
    {
      name: "the check that a token has not expired",
      file: "shared/acs/checkAnswer.js",
      text: "minutes <= 0",
      replacement: "false",
    },
    only(
      wrongExpiryRow("identity", kindOf("expiresOn is 2020-01-01T00:00:00.0000000+00:00", WRONG_EXPIRIES), "lasting"),
      issueToken,
    ),
    /IssueToken: expected 503 UpstreamUnavailable.*, saw 200/,
  ],
  [
    {
      name: "the check that a token lives no longer than was asked for",
      file: "shared/acs/checkAnswer.js",
      text: "minutes > (",
      replacement: "minutes < -(",
    },
    only(
      wrongExpiryRow("identity", kindOf("expiresOn is 9999-12-31T23:59:59Z", WRONG_EXPIRIES), "lasting"),
      issueToken,
    ),
    /IssueToken: expected 503 UpstreamUnavailable.*, saw 200/,
  ],
  [
    {
      name: "the mark of a deletion that was begun",
      file: "shared/directory/UserIdentities.js",
      text: "{ ...rest, deleting: true }",
      replacement: "{ ...rest }",
    },
    brokenOffDeletionRow("identity"),
    /the identity is there after its deletion/,
  ],
  [
    {
      name: "the bound on calls under way and waiting",
      file: "shared/resilience/Bulkhead.js",
      text: "this.#calls < maxCalls",
      replacement: "true",
    },
    burstRow("identity"),
    /expected 503 ServerBusy with Retry-After from 1 to 2, saw 504 UpstreamTimeout/,
  ],
  [
    {
      name: "reading the secret again after a 401",
      file: "shared/acs/AcsGateway.js",
      text: 'error.kind === "credentialRefused"',
      replacement: "false",
    },
    keyRotated,
    /expected success, saw 502 UpstreamRejected/,
  ],
  [
    {
      name: "the last good value",
      file: "shared/resilience/CachedRead.js",
      text: "age >= dropAfterMs",
      replacement: "age >= refreshAfterMs",
    },
    { ...afterAGoodRead(kindOf("refused")), goesOnUntilLogged: undefined },
    /expected success, saw 503 UpstreamUnavailable/,
  ],
];

/** Far more than it takes. */
const LIMIT_MS = 180_000;

async function resultWithout(
  mechanism: Mechanism,
  row: Row,
  looks: number,
  before = startUsed,
): Promise<RowResult | undefined> {
  const app = stageWithout(mechanism);
  try {
    const scene = { options: { appDirectory: app.directory }, before, rows: [row] };
    const [result] = await runTable([scene], { looks });
    return result;
  } finally {
    app.remove();
  }
}

const tried = drawn(CASES, ([{ file }]) => dirname(file));

test.each(tried.map(([mechanism, ...rest]) => [mechanism.name, mechanism, ...rest] as const))(
  "the table turns red without %s",
  async (_, mechanism, row, seen) => {
    const result = await resultWithout(mechanism, row, 1);
    expect(result?.broken.join("\n")).toMatch(seen);
  },
  LIMIT_MS,
);

test(
  "the table turns red without the read that confirms a move",
  async () => {
    const mechanism: Mechanism = {
      name: "the read that confirms a move",
      file: "shared/acs/AcsGateway.js",
      text: "const present = await this.#options.connectionStrings.readAfresh(deadline);",
      replacement: "const present = refusedBy;",
    };
    const result = await resultWithout(mechanism, only(unconfirmedMoveRow("identity"), issueMyToken), 1, startMoved);
    expect(result?.broken.join("\n")).toMatch(/IssueMyToken: expected 503 UpstreamUnavailable.*, saw 200/);
  },
  LIMIT_MS,
);

test.each(CASES.filter(([{ name }]) => name.startsWith("reading the secret again")))(
  "a second look does not excuse it",
  async (mechanism, row, seen) => {
    const result = await resultWithout(mechanism, row, 2);
    expect(result?.broken.join("\n")).toMatch(seen);
    expect(result?.brokenAtFirst?.join("\n")).toMatch(seen);
  },
  LIMIT_MS,
);

test("a mechanism that is not found in the code is told", () => {
  const unknown: Mechanism = { name: "x", file: "shared/clock.js", text: "no such text", replacement: "" };
  expect(() => stageWithout(unknown)).toThrow("0 times, not once");
});

function only(row: Row, ...operations: Operation[]): Row {
  return { ...row, operations };
}

function foreign(name: string): FaultKind {
  return kindOf(name, FOREIGN_FAULTS);
}

function kindOf(name: string, kinds = FAULT_KINDS): FaultKind {
  const kind = kinds.find((each) => each.name === name);
  if (!kind) {
    throw new Error(`There is no fault "${name}".`);
  }
  return kind;
}
