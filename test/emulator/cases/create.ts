import { current, PREVIEW2, withDetails, withJoinScopes, withLifetime, withoutDetails } from "../support/calls";
import {
  early,
  errorText,
  exactly,
  ID,
  lifetimeOutOfRange,
  type OperationCase,
  rowsOf,
  TOKEN,
  WHOLE_SECOND,
} from "./OperationCase";

const plain = exactly(`{"identity":{"id":"${ID}"}}`);
const withToken = exactly(`{"identity":{"id":"${ID}"},"accessToken":{${TOKEN}}}`);

const customIdLength = errorText(
  "ValidationError",
  "CustomId: The field CustomId must be a string with a minimum length of 1 and a maximum length of 256.",
  "CustomId",
);

const { accepted, refused } = rowsOf("create", 201, plain);

export const createCases: readonly OperationCase[] = [
  { ...accepted("no body", [PREVIEW2], "recording", "", exactly(`{"id":"${ID}"}`)), status: 200 },
  accepted("no body", current, "recording", ""),
  accepted("an empty body", current, "recording", {}),
  accepted("scopes that are null", current, "specification", { createTokenWithScopes: null }),
  accepted("an empty list of scopes", current, "choice: no scopes to create with", { createTokenWithScopes: [] }),
  accepted("scopes", withoutDetails, "recording", { createTokenWithScopes: ["chat", "voip"] }, withToken),
  accepted(
    "scopes",
    withDetails,
    "choice: lastTokenIssuedAt of a new identity",
    { createTokenWithScopes: ["chat", "voip"] },
    exactly(`{"identity":{"lastTokenIssuedAt":"${WHOLE_SECOND}","id":"${ID}"},"accessToken":{${TOKEN}}}`),
  ),
  accepted(
    "the scopes of 2023",
    withJoinScopes.filter((version) => withoutDetails.includes(version)),
    "specification",
    { createTokenWithScopes: ["chat.join", "chat.join.limited", "voip.join"] },
    withToken,
  ),
  accepted(
    "a customId",
    withDetails,
    "recording",
    { customId: "new@example.com" },
    exactly(`{"identity":{"customId":"new@example\\.com","id":"${ID}"}}`),
  ),
  accepted("a customId that is null", withDetails, "choice: members that are null", { customId: null }),
  accepted("a customId", withoutDetails, "choice: unknown members", { customId: "new@example.com" }),
  refused("a scope of a later version", current.slice(0, 4), "choice: unknown scope", {
    createTokenWithScopes: ["chat.join"],
  }),
  refused("an unknown scope", current, "choice: unknown scope", { createTokenWithScopes: ["pstn"] }),
  ...[59, 1441].map((minutes) =>
    refused(
      `a lifetime of ${minutes} minutes`,
      withLifetime,
      "recording",
      { createTokenWithScopes: ["chat"], expiresInMinutes: minutes },
      lifetimeOutOfRange(minutes),
    ),
  ),
  ...[60, 1440].map((minutes) =>
    accepted(
      `a lifetime of ${minutes} minutes`,
      withLifetime.filter((version) => withoutDetails.includes(version)),
      "specification",
      { createTokenWithScopes: ["chat"], expiresInMinutes: minutes },
      withToken,
    ),
  ),
  ...["", "x".repeat(257)].map((customId) => {
    const when = `a customId of ${customId.length} characters`;
    return early(refused(when, withDetails, "choice: customId out of limits", { customId }, customIdLength));
  }),
  early(refused("a customId that is no text", withDetails, "choice: unreadable body", { customId: 1 })),
  ...["{", "[]", "null", '"text"', { createTokenWithScopes: "chat" }].map((body) =>
    early(refused(`the body ${JSON.stringify(body)}`, current, "choice: unreadable body", body)),
  ),
];
