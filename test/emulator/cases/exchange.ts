import { wellKnown } from "../../../tools/emulator";
import { teams, teamsWithUser, type Version } from "../support/calls";
import { unsecuredJwt } from "../support/unsecuredJwt";
import { anyValidationError, errorText, exactly, type OperationCase, type Source, TOKEN } from "./OperationCase";

const appId = "1b3d6bd4-7c9e-4fd3-9be6-0b1c0a0b9d3e";
const userId = "7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d";
const other = "00000000-0000-4000-8000-000000000000";
const token = unsecuredJwt({ appid: appId, oid: userId, exp: Date.parse("2100-01-01") / 1000 });
const expired = unsecuredJwt({ appid: appId, oid: userId, exp: Date.parse("2020-01-01") / 1000 });

const invalidToken = errorText("InvalidAccessToken", "Provided access token is not valid.");

function exchanged(when: string, versions: readonly Version[], source: Source, body: unknown): OperationCase {
  return { operation: "exchange", when, versions, source, body, status: 200, reply: exactly(`{${TOKEN}}`) };
}

function refused(
  when: string,
  versions: readonly Version[],
  source: Source,
  body: unknown,
  reply: RegExp | string,
): OperationCase {
  return { operation: "exchange", when, versions, source, body, status: 400, reply };
}

function early(row: OperationCase): OperationCase {
  return { ...row, early: true };
}

export const exchangeCases: readonly OperationCase[] = [
  exchanged("a token alone", ["2021-10-31-preview"], "recording", { token }),
  exchanged("the token of that app and user", teams, "recording", { token, appId, userId }),
  exchanged("GUIDs in capitals", teams, "choice: test tokens of Teams users", {
    token,
    appId: appId.toUpperCase(),
    userId: userId.toUpperCase(),
  }),
  early(refused("appId empty", teamsWithUser, "recording", { token, appId: "", userId }, required("AppId"))),
  early(
    refused("no appId", teamsWithUser, "choice: missing members of an exchange", { token, userId }, required("AppId")),
  ),
  early(
    refused(
      "userId empty",
      teamsWithUser,
      "choice: missing members of an exchange",
      { token, appId, userId: "" },
      required("UserId"),
    ),
  ),
  early(
    refused("no userId", teamsWithUser, "choice: missing members of an exchange", { token, appId }, required("UserId")),
  ),
  refused(
    "appId not a GUID",
    teamsWithUser,
    "recording",
    { token, appId: "invalid", userId },
    errorText("ValidationError", "Provided AppId has invalid format.", "appId"),
  ),
  refused(
    "userId not a GUID",
    teamsWithUser,
    "choice: userId not a GUID",
    { token, appId, userId: "invalid" },
    errorText("ValidationError", "Provided UserId has invalid format.", "userId"),
  ),
  refused(
    "another user",
    teamsWithUser,
    "recording",
    { token, appId, userId: other },
    errorText("ValidationError", "Provided AAD token issued for unexpected user.", "userId"),
  ),
  refused(
    "another app",
    teamsWithUser,
    "recording",
    { token, appId: other, userId },
    errorText("ValidationError", "AAD application is not the expected one.", "appId"),
  ),
  ...Object.entries({
    "no JWT, and an empty userId": { token: "invalid", appId, userId: "" },
    "an empty token, and an empty userId": { token: "", appId, userId: "" },
    "an empty token, and a malformed appId": { token: "", appId: "invalid", userId },
  }).map(([when, body]): OperationCase => ({
    ...early(refused(when, teamsWithUser, "recording", body, invalidToken)),
    status: 401,
  })),
  early(
    refused(
      "an empty userId, a malformed appId",
      teamsWithUser,
      "recording",
      { token, appId: "invalid", userId: "" },
      required("UserId"),
    ),
  ),
  refused(
    "a malformed userId, another app",
    teamsWithUser,
    "choice: userId not a GUID",
    { token, appId: other, userId: "invalid" },
    errorText("ValidationError", "Provided UserId has invalid format.", "userId"),
  ),
  ...Object.entries({ "an empty token": "", "no JWT": "invalid", "an expired token": expired }).map(
    ([when, bad]): OperationCase => ({
      ...early(refused(when, teams, "recording", { token: bad, appId, userId }, invalidToken)),
      status: 401,
    }),
  ),
  ...Object.entries({
    "no token": undefined,
    "a token that Microsoft may have signed": `${token}c2lnbmVk`,
    "a token without a user": unsecuredJwt({ appid: appId, exp: 4102444800 }),
    "a token without an end": unsecuredJwt({ appid: appId, oid: userId }),
  }).map(([when, bad]): OperationCase => ({
    ...early(refused(when, teams, "choice: test tokens of Teams users", { token: bad, appId, userId }, invalidToken)),
    status: 401,
  })),
  ...["{", "[]", { token: 1 }].map((body) =>
    early(refused(`the body ${JSON.stringify(body)}`, teams, "choice: unreadable body", body, anyValidationError)),
  ),
];

function required(field: string): string {
  return errorText("ValidationError", `${field}: The ${field} field is required.`, field);
}

/** The managed identity, whose token stands for a Teams user's too. */
export const managedIdentityAsUser = { appId: wellKnown.clientId, userId: wellKnown.objectId };
