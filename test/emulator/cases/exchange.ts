import { wellKnown } from "../../../tools/emulator/index";
import { teams, teamsWithUser, type Version } from "../support/calls";
import { unsecuredJwt } from "../support/unsecuredJwt";
import { early, errorText, exactly, type OperationCase, rowsOf, type Source, TOKEN } from "./OperationCase";

const appId = "1b3d6bd4-7c9e-4fd3-9be6-0b1c0a0b9d3e";
const userId = "7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d";
const other = "00000000-0000-4000-8000-000000000000";
const token = unsecuredJwt({ appid: appId, oid: userId, exp: Date.parse("2100-01-01") / 1000 });
const expired = unsecuredJwt({ appid: appId, oid: userId, exp: Date.parse("2020-01-01") / 1000 });

const invalidToken = errorText("InvalidAccessToken", "Provided access token is not valid.");

const { accepted, refused } = rowsOf("exchange", 200, exactly(`{${TOKEN}}`));

function told(message: string, target: string): string {
  return errorText("ValidationError", message, target);
}

function required(field: string): string {
  return told(`${field}: The ${field} field is required.`, field);
}

/** A token that is not valid is told before anything else. */
function invalid(when: string, versions: readonly Version[], source: Source, body: unknown): OperationCase {
  return { ...early(refused(when, versions, source, body, invalidToken)), status: 401 };
}

const MISSING = "choice: missing members of an exchange";
const NO_GUID = "choice: userId not a GUID";
const TEST_TOKEN = "choice: test tokens of Teams users";
const userIdMalformed = told("Provided UserId has invalid format.", "userId");

/** What differs from the body that is right, and how it is refused in the versions that take app and user. */
const refusals: readonly (readonly [when: string, Source, change: object, reply: string, "early"?])[] = [
  ["appId empty", "recording", { appId: "" }, required("AppId"), "early"],
  ["no appId", MISSING, { appId: undefined }, required("AppId"), "early"],
  ["userId empty", MISSING, { userId: "" }, required("UserId"), "early"],
  ["no userId", MISSING, { userId: undefined }, required("UserId"), "early"],
  ["an empty userId, a malformed appId", "recording", { appId: "invalid", userId: "" }, required("UserId"), "early"],
  ["appId not a GUID", "recording", { appId: "invalid" }, told("Provided AppId has invalid format.", "appId")],
  ["userId not a GUID", NO_GUID, { userId: "invalid" }, userIdMalformed],
  ["a malformed userId, another app", NO_GUID, { appId: other, userId: "invalid" }, userIdMalformed],
  ["another user", "recording", { userId: other }, told("Provided AAD token issued for unexpected user.", "userId")],
  ["another app", "recording", { appId: other }, told("AAD application is not the expected one.", "appId")],
];

export const exchangeCases: readonly OperationCase[] = [
  accepted("a token alone", ["2021-10-31-preview"], "recording", { token }),
  accepted("the token of that app and user", teams, "recording", { token, appId, userId }),
  accepted("GUIDs in capitals", teams, TEST_TOKEN, {
    token,
    appId: appId.toUpperCase(),
    userId: userId.toUpperCase(),
  }),
  ...refusals.map(([when, source, change, reply, isEarly]) => {
    const row = refused(when, teamsWithUser, source, { token, appId, userId, ...change }, reply);
    return isEarly ? early(row) : row;
  }),
  ...Object.entries({
    "no JWT, and an empty userId": { token: "invalid", appId, userId: "" },
    "an empty token, and an empty userId": { token: "", appId, userId: "" },
    "an empty token, and a malformed appId": { token: "", appId: "invalid", userId },
  }).map(([when, body]) => invalid(when, teamsWithUser, "recording", body)),
  ...Object.entries({ "an empty token": "", "no JWT": "invalid", "an expired token": expired }).map(([when, bad]) =>
    invalid(when, teams, "recording", { token: bad, appId, userId }),
  ),
  ...Object.entries({
    "no token": undefined,
    "a token that Microsoft may have signed": `${token}c2lnbmVk`,
    "a token without a user": unsecuredJwt({ appid: appId, exp: 4102444800 }),
    "a token without an end": unsecuredJwt({ appid: appId, oid: userId }),
  }).map(([when, bad]) => invalid(when, teams, TEST_TOKEN, { token: bad, appId, userId })),
  ...["{", "[]", { token: 1 }].map((body) =>
    early(refused(`the body ${JSON.stringify(body)}`, teams, "choice: unreadable body", body)),
  ),
];

/** The managed identity, whose token stands for a Teams user's too. */
export const managedIdentityAsUser = { appId: wellKnown.clientId, userId: wellKnown.objectId };
