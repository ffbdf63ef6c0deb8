import {
  current,
  PREVIEW2,
  type Version,
  withDetails,
  withJoinScopes,
  withLifetime,
  withoutDetails,
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
  WHOLE_SECOND,
} from "./OperationCase";

const plain = exactly(`{"identity":{"id":"${ID}"}}`);
const withToken = exactly(`{"identity":{"id":"${ID}"},"accessToken":{${TOKEN}}}`);

function created(
  when: string,
  versions: readonly Version[],
  source: Source,
  body: unknown,
  reply: RegExp,
): OperationCase {
  return { operation: "create", when, versions, source, body, status: 201, reply };
}

function refused(
  when: string,
  versions: readonly Version[],
  source: Source,
  body: unknown,
  reply: RegExp | string,
): OperationCase {
  return { operation: "create", when, versions, source, body, status: 400, reply };
}

const customIdLength = errorText(
  "ValidationError",
  "CustomId: The field CustomId must be a string with a minimum length of 1 and a maximum length of 256.",
  "CustomId",
);

export const createCases: readonly OperationCase[] = [
  { ...created("no body", [PREVIEW2], "recording", "", exactly(`{"id":"${ID}"}`)), status: 200 },
  created("no body", current, "recording", "", plain),
  created("an empty body", current, "recording", {}, plain),
  created("scopes that are null", current, "specification", { createTokenWithScopes: null }, plain),
  created("an empty list of scopes", current, "choice: no scopes to create with", { createTokenWithScopes: [] }, plain),
  created("scopes", withoutDetails, "recording", { createTokenWithScopes: ["chat", "voip"] }, withToken),
  created(
    "scopes",
    withDetails,
    "choice: lastTokenIssuedAt of a new identity",
    { createTokenWithScopes: ["chat", "voip"] },
    exactly(`{"identity":{"lastTokenIssuedAt":"${WHOLE_SECOND}","id":"${ID}"},"accessToken":{${TOKEN}}}`),
  ),
  created(
    "the scopes of 2023",
    withJoinScopes.filter((version) => withoutDetails.includes(version)),
    "specification",
    { createTokenWithScopes: ["chat.join", "chat.join.limited", "voip.join"] },
    withToken,
  ),
  created(
    "a customId",
    withDetails,
    "recording",
    { customId: "new@example.com" },
    exactly(`{"identity":{"customId":"new@example\\.com","id":"${ID}"}}`),
  ),
  created("a customId that is null", withDetails, "choice: members that are null", { customId: null }, plain),
  created("a customId", withoutDetails, "choice: unknown members", { customId: "new@example.com" }, plain),
  refused(
    "a scope of a later version",
    current.slice(0, 4),
    "choice: unknown scope",
    { createTokenWithScopes: ["chat.join"] },
    anyValidationError,
  ),
  refused(
    "an unknown scope",
    current,
    "choice: unknown scope",
    { createTokenWithScopes: ["pstn"] },
    anyValidationError,
  ),
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
    created(
      `a lifetime of ${minutes} minutes`,
      withLifetime.filter((version) => withoutDetails.includes(version)),
      "specification",
      { createTokenWithScopes: ["chat"], expiresInMinutes: minutes },
      withToken,
    ),
  ),
  ...["", "x".repeat(257)].map((customId): OperationCase => ({
    ...refused(
      `a customId of ${customId.length} characters`,
      withDetails,
      "choice: customId out of limits",
      { customId },
      customIdLength,
    ),
    early: true,
  })),
  ...[{ customId: 1 }].map((body): OperationCase => ({
    ...refused("a customId that is no text", withDetails, "choice: unreadable body", body, anyValidationError),
    early: true,
  })),
  ...["{", "[]", "null", '"text"', { createTokenWithScopes: "chat" }].map((body): OperationCase => ({
    ...refused(`the body ${JSON.stringify(body)}`, current, "choice: unreadable body", body, anyValidationError),
    early: true,
  })),
];
