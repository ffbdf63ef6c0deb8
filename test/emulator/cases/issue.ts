import {
  allVersions,
  current,
  PREVIEW2,
  type Version,
  withJoinScopes,
  withLifetime,
  withoutJoinScopes,
} from "../support/calls";
import {
  anyValidationError,
  errorText,
  exactly,
  ID,
  lifetimeOutOfRange,
  type OperationCase,
  type Source,
  TOKEN,
} from "./OperationCase";

function issued(when: string, versions: readonly Version[], source: Source, body: unknown): OperationCase {
  return { operation: "issue", when, versions, source, body, status: 200, reply: exactly(`{${TOKEN}}`) };
}

function refused(
  when: string,
  versions: readonly Version[],
  source: Source,
  body: unknown,
  reply: RegExp | string,
): OperationCase {
  return { operation: "issue", when, versions, source, body, status: 400, reply };
}

const scopesEmpty = errorText("ValidationError", "Invalid scopes - Scopes field is required.", "scopes");
const scopesMissing = errorText("ValidationError", "Scopes: The Scopes field is required.", "Scopes");

export const issueCases: readonly OperationCase[] = [
  ...[["chat"], ["chat", "pstn"], ["voip"]].map((scopes): OperationCase => ({
    ...issued(`scopes ${scopes.join()}`, [PREVIEW2], "recording", { scopes }),
    reply: exactly(`{"id":"${ID}",${TOKEN}}`),
  })),
  ...[["chat"], ["voip"], ["chat", "voip"]].map((scopes) =>
    issued(`scopes ${scopes.join()}`, current, "recording", { scopes }),
  ),
  ...["chat.join", "chat.join.limited", "voip.join"].map((scope) =>
    issued(`scope ${scope}`, withJoinScopes, "specification", { scopes: [scope] }),
  ),
  issued("the same scope twice", current, "choice: scopes twice", { scopes: ["chat", "chat"] }),
  ...[60, 1440].map((minutes) =>
    issued(`a lifetime of ${minutes} minutes`, withLifetime, "recording", {
      scopes: ["chat"],
      expiresInMinutes: minutes,
    }),
  ),
  issued("a lifetime that is null", withLifetime, "choice: members that are null", {
    scopes: ["chat"],
    expiresInMinutes: null,
  }),
  issued(
    "a lifetime that the version does not know",
    ["2021-03-07", "2021-10-31-preview", "2022-06-01"],
    "choice: unknown members",
    {
      scopes: ["chat"],
      expiresInMinutes: 1,
    },
  ),
  refused("no scopes (empty)", current, "recording", { scopes: [] }, scopesEmpty),
  refused("no scopes (empty)", [PREVIEW2], "choice: errors of preview2", { scopes: [] }, scopesEmpty),
  ...[{}, { scopes: null }].flatMap((body): OperationCase[] => [
    { ...refused(`the body ${JSON.stringify(body)}`, current, "recording", body, scopesMissing), early: true },
    {
      ...refused(`the body ${JSON.stringify(body)}`, [PREVIEW2], "choice: errors of preview2", body, scopesMissing),
      early: true,
    },
  ]),
  { ...refused("no body", allVersions, "choice: unreadable body", "", scopesMissing), early: true },
  ...[59, 1441].map((minutes) =>
    refused(
      `a lifetime of ${minutes} minutes`,
      withLifetime,
      "recording",
      { scopes: ["chat"], expiresInMinutes: minutes },
      lifetimeOutOfRange(minutes),
    ),
  ),
  refused(
    "a scope of a later version",
    withoutJoinScopes,
    "choice: unknown scope",
    { scopes: ["chat.join"] },
    anyValidationError,
  ),
  refused("a scope of an earlier version", current, "choice: unknown scope", { scopes: ["pstn"] }, anyValidationError),
  ...["{", "[]", "null", '"text"', { scopes: "chat" }, { scopes: [1] }].map((body): OperationCase => ({
    ...refused(`the body ${JSON.stringify(body)}`, allVersions, "choice: unreadable body", body, anyValidationError),
    early: true,
  })),
  ...[60.5, "60", 2 ** 31].map((minutes): OperationCase => ({
    ...refused(
      `a lifetime of ${JSON.stringify(minutes)}`,
      withLifetime,
      "choice: unreadable body",
      { scopes: ["chat"], expiresInMinutes: minutes },
      anyValidationError,
    ),
    early: true,
  })),
];
