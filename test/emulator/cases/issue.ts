import { allVersions, current, PREVIEW2, withJoinScopes, withLifetime, withoutJoinScopes } from "../support/calls";
import { early, errorText, exactly, ID, lifetimeOutOfRange, type OperationCase, rowsOf, TOKEN } from "./OperationCase";

const scopesEmpty = errorText("ValidationError", "Invalid scopes - Scopes field is required.", "scopes");
const scopesMissing = errorText("ValidationError", "Scopes: The Scopes field is required.", "Scopes");

const { accepted, refused } = rowsOf("issue", 200, exactly(`{${TOKEN}}`));

export const issueCases: readonly OperationCase[] = [
  ...[["chat"], ["chat", "pstn"], ["voip"]].map((scopes): OperationCase => ({
    ...accepted(`scopes ${scopes.join()}`, [PREVIEW2], "recording", { scopes }),
    reply: exactly(`{"id":"${ID}",${TOKEN}}`),
  })),
  ...[["chat"], ["voip"], ["chat", "voip"]].map((scopes) =>
    accepted(`scopes ${scopes.join()}`, current, "recording", { scopes }),
  ),
  ...["chat.join", "chat.join.limited", "voip.join"].map((scope) =>
    accepted(`scope ${scope}`, withJoinScopes, "specification", { scopes: [scope] }),
  ),
  accepted("the same scope twice", current, "choice: scopes twice", { scopes: ["chat", "chat"] }),
  ...[60, 1440].map((minutes) =>
    accepted(`a lifetime of ${minutes} minutes`, withLifetime, "recording", {
      scopes: ["chat"],
      expiresInMinutes: minutes,
    }),
  ),
  accepted("a lifetime that is null", withLifetime, "choice: members that are null", {
    scopes: ["chat"],
    expiresInMinutes: null,
  }),
  accepted(
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
    early(refused(`the body ${JSON.stringify(body)}`, current, "recording", body, scopesMissing)),
    early(refused(`the body ${JSON.stringify(body)}`, [PREVIEW2], "choice: errors of preview2", body, scopesMissing)),
  ]),
  early(refused("no body", allVersions, "choice: unreadable body", "", scopesMissing)),
  ...[59, 1441].map((minutes) =>
    refused(
      `a lifetime of ${minutes} minutes`,
      withLifetime,
      "recording",
      { scopes: ["chat"], expiresInMinutes: minutes },
      lifetimeOutOfRange(minutes),
    ),
  ),
  refused("a scope of a later version", withoutJoinScopes, "choice: unknown scope", { scopes: ["chat.join"] }),
  refused("a scope of an earlier version", current, "choice: unknown scope", { scopes: ["pstn"] }),
  ...["{", "[]", "null", '"text"', { scopes: "chat" }, { scopes: [1] }].map((body) =>
    early(refused(`the body ${JSON.stringify(body)}`, allVersions, "choice: unreadable body", body)),
  ),
  ...[60.5, "60", 2 ** 31].map((minutes) => {
    const body = { scopes: ["chat"], expiresInMinutes: minutes };
    return early(refused(`a lifetime of ${JSON.stringify(minutes)}`, withLifetime, "choice: unreadable body", body));
  }),
];
