import { readFileSync } from "node:fs";
import { RestError } from "@azure/core-rest-pipeline";
import type { HttpHandler } from "@azure/functions";
import { SecretClient } from "@azure/keyvault-secrets";
import * as z from "zod";
import { exchangeTeamsToken } from "../../../IssueToken/exchangeTeamsToken";
import { getTeamsAccess } from "../../../ManageTeamsAccess/getTeamsAccess";
import { putTeamsAccess } from "../../../ManageTeamsAccess/putTeamsAccess";
import { revokeTokens } from "../../../RevokeTokens/revokeTokens";
import { openApi } from "../../../Service/openApi";
import { acsApiError, IdentityGoneError } from "../../../shared/acs/acsApiError";
import type { AcsAction } from "../../../shared/acs/AcsClient";
import { acsFailure } from "../../../shared/acs/acsFailure";
import { ScopeRefusals, type ScopesBy } from "../../../shared/acs/ScopeRefusals";
import { teamsAccessFailure } from "../../../shared/acs/teamsAccessClient";
import type { Caller } from "../../../shared/callers/Caller";
import { entraCallerOf, otherCallerOf } from "../../../shared/callers/callerOfIds";
import { bearerToken } from "../../../shared/callers/credentialHeader";
import { callerOfPrincipal } from "../../../shared/callers/easyauth/callerOfPrincipal";
import { createIdentifyCaller } from "../../../shared/callers/identifyCaller";
import { checkClaims, checkScope } from "../../../shared/callers/jwt/checkClaims";
import { claimsOf, readUnverifiedClaims } from "../../../shared/callers/jwt/claims";
import { IssuerKeys } from "../../../shared/callers/jwt/IssuerKeys";
import { readHeader } from "../../../shared/callers/jwt/readHeader";
import { keysCannotBeRead } from "../../../shared/callers/jwt/readKeySet";
import { systemClock } from "../../../shared/clock";
import { compose } from "../../../shared/compose";
import type { AcsAccess } from "../../../shared/connection/AcsConnection";
import { type ConnectionOrigin, ConnectionSource } from "../../../shared/connection/ConnectionSource";
import { identityOrigin, keyVaultOrigin } from "../../../shared/connection/origins";
import { readFromIdentity } from "../../../shared/connection/readFromIdentity";
import { readFromKeyVault } from "../../../shared/connection/readFromKeyVault";
import { deadlineIn } from "../../../shared/deadline";
import { checkedRow } from "../../../shared/directory/entity";
import { rowKeysOf } from "../../../shared/directory/rowKeys";
import { MissingTableError, tableApiError, tableFailure } from "../../../shared/directory/tableFailure";
import { ApiError, type ErrorCode, ERRORS } from "../../../shared/errors";
import { Drain } from "../../../shared/http/Drain";
import { endpoint } from "../../../shared/http/endpoint";
import { type BodyCheck, valueOf } from "../../../shared/http/fieldErrors";
import { identityId } from "../../../shared/http/identityId";
import { bodiesFor, jsonBody } from "../../../shared/http/jsonBody";
import { teamsAccount } from "../../../shared/http/teamsAccount";
import { lazy } from "../../../shared/lazy";
import { RateLimit } from "../../../shared/resilience/RateLimit";
import { UpstreamFailure, type UpstreamFailureKind } from "../../../shared/resilience/UpstreamFailure";
import { readSettings } from "../../../shared/settings/settings";
import { grantFor } from "../../../shared/tokenPolicy";
import { ManualClock } from "../../../tools/kit/ManualClock";
import { errorFrom } from "../../support/errorFrom";
import { httpRequest } from "../../support/httpRequest";
import { invocation } from "../../support/invocation";
import { appService, staticWebApps } from "../../support/principals";
import { recordLog } from "../../support/recordLog";
import { sentencesIn } from "../../support/sentencesIn";
import { CAUSES, type Expected, HEALTH, LOG, OF_CALLS_ELSEWHERE, OF_OTHERS, SETTINGS } from "./support/messages";

jest.mock("@azure/keyvault-secrets");
jest.spyOn(console, "warn").mockReturnValue(undefined);

const clock = new ManualClock();
const deadline = () => deadlineIn(5_000, clock);
const T = "0ac5de57-0000-4000-8000-00000000000a";
const O = "0ac5de57-0000-4000-8000-00000000000b";
const ENTRA = `https://login.microsoftonline.com/${T}/v2.0`;
const PRINCIPAL = "x-ms-client-principal";
const GRANTS = {
  defaultScopes: ["chat"],
  defaultScopesBy: "default",
  allowedScopes: ["chat"],
  maxExpiresInMinutes: 60,
} as const;
const bodies = bodiesFor("identity", lazy);
const administration = bodiesFor("administration", lazy);
const SCOPES = "chat, voip, chat.join, chat.join.limited, voip.join";
const BAD = { KEY_VAULT_URL: "no address" };

type LoadCheck = () => Promise<BodyCheck<unknown>>;
const bodyOf = async (body: string | Uint8Array, load: LoadCheck = bodies.issueToken, headers = {}) =>
  valueOf(await jsonBody(httpRequest({ body, headers }), load));
const given = (body: unknown, load?: LoadCheck) => bodyOf(JSON.stringify(body), load);

const noIdentity = (id: string) => valueOf(identityId(httpRequest({ params: { id } })));

const failure = (kind: UpstreamFailureKind, more: { advice?: string; target?: string; seconds?: number } = {}) =>
  new UpstreamFailure(kind, { mayHaveActed: false, retryAfterSeconds: more.seconds, ...more, cause: undefined });
const acs = (kind: UpstreamFailureKind, more = {}) => Promise.reject(acsApiError(failure(kind, more), "accessKey"));
const acsReply = (status: number, code: string, date?: string, access: AcsAccess = "accessKey") => {
  const call = { status, code, date, cause: undefined };
  return Promise.reject(acsApiError(acsFailure(call, access, Date.UTC(2026, 0, 31, 12)), access));
};
const teamsAccessReply = (status: number, code: string) =>
  Promise.reject(acsApiError(teamsAccessFailure({ status, code, cause: undefined }, "accessKey", 0), "accessKey"));
const scopesRefused = (scopesBy: ScopesBy) =>
  new ScopeRefusals({ clock, log: recordLog().log }).granting(
    { scopes: ["chat"], scopesBy },
    () => Promise.resolve("a"),
    () => acs("scopesRefused"),
  );
const table = (kind: UpstreamFailureKind) => Promise.reject(tableApiError(failure(kind), "AcsIdentities"));
const tableReply = (statusCode: number, code: string) => {
  const details = { odataError: { code } };
  const error = Object.assign(new RestError("No", { statusCode, code }), { details });
  return Promise.reject(tableApiError(tableFailure(error, 0), "AcsIdentities"));
};
const throttledIdentity = () =>
  new UpstreamFailure("throttled", {
    mayHaveActed: false,
    retryAfterSeconds: 60,
    source: "managedIdentity",
    cause: undefined,
  });

/** Reads a secret where Key Vault fails, or gives this text. */
async function vault(answer: unknown) {
  const client = jest.mocked(SecretClient.prototype);
  if (typeof answer === "string") {
    client.getSecret.mockResolvedValue({
      value: answer,
      name: "acs",
      properties: { vaultUrl: "https://v", name: "acs" },
    });
  } else {
    client.getSecret.mockRejectedValue(answer);
  }
  const credential = { getToken: () => Promise.resolve(null) };
  const its = new ManualClock();
  const options = { vaultUrl: "https://v.vault.azure.net", secretName: "acs", credential, clock: its, random: () => 0 };
  await its.run(readFromKeyVault(options)());
}
const vaultReply = (statusCode: number, code: string, inner?: string) =>
  vault(
    Object.assign(new RestError("No", { statusCode, code }), {
      details: { error: { code, ...(inner !== undefined && { innerError: { code: inner } }) } },
    }),
  );
/** Key Vault refuses for each of these reasons of its own. */
const forbidden = (...reasons: readonly string[]) =>
  reasons.map((reason) => () => vaultReply(403, "Forbidden", reason));
const noConnection = async (origin: ConnectionOrigin, ask: "get" | "confirm") => {
  const its = new ManualClock();
  const source = new ConnectionSource({ origin, clock: its, log: recordLog().log });
  await its.run(source[ask](deadlineIn(1_000, its)));
};
const noVault = (read: () => Promise<never>, ask: "get" | "confirm") => noConnection(keyVaultOrigin(read, 60), ask);
const noToken = () =>
  noConnection(
    identityOrigin("https://a", () => new Promise(() => undefined)),
    "get",
  );
/** Fetches a token where nothing listens, or anywhere as an identity that there is not. */
const identityToken = (environment: Record<string, string>) =>
  readFromIdentity({ environment, clock: systemClock, random: () => 0 })();

const claims = (changes: Record<string, unknown> = {}) =>
  claimsOf({ iss: "https://i.example", aud: "us", sub: "alice", exp: clock.now() / 1000 + 60, scope: "a", ...changes });
const check = async (changes: Record<string, unknown>, issuers = ["https://i.example"]) => {
  checkClaims(claims(changes), { issuers, audiences: ["us"] }, clock.now());
  await Promise.resolve();
};
const headed = (header: unknown) => readHeader(`${Buffer.from(JSON.stringify(header)).toString("base64url")}.e30.AA`);
const identify = (methods: readonly ("jwt" | "easyauth")[], headers: Record<string, string> = {}) =>
  createIdentifyCaller({
    methods,
    jwt: { issuers: ["https://i.example"], audiences: ["us"] },
    clock,
    log: recordLog().log,
    readKeySet: () => Promise.resolve({ keys: [] }),
  })(httpRequest({ headers }), deadline());

async function replied(handler: HttpHandler) {
  const reply = replyShape.parse(await handler(httpRequest(), invocation("Any").context));
  const { code, message } = reply.jsonBody.error;
  throw new ApiError(code, message);
}
const codeOf = (code: string): code is ErrorCode => code in ERRORS;
const replyShape = z.object({
  jsonBody: z.object({ error: z.object({ code: z.string().refine(codeOf), message: z.string() }) }),
});
const composed = (environment: Record<string, string> = BAD) =>
  compose({ environment, clock, log: recordLog().log, random: () => 0 });
const exchangeBy = (caller: Caller) => {
  const services = {
    bodies,
    tokenLimit: { take: () => 0 },
    exchangeTeamsToken: () => Promise.reject(new Error("Not exchanged.")),
  };
  return exchangeTeamsToken.steps({ request: httpRequest(), deadline: deadline(), caller }, services);
};

const noAccess = () => Promise.reject(new Error("Not given."));
const aboutAccount = (body?: object) => ({
  request: httpRequest({ params: { tenantId: T, objectId: O }, ...(body && { body: JSON.stringify(body) }) }),
  deadline: deadline(),
});

async function takeAll(refusal: string) {
  const limit = new RateLimit({ perMinute: 1, refusal, clock: new ManualClock() });
  limit.take("alice");
  limit.take("alice");
  await Promise.resolve();
}

async function drained() {
  const drain = new Drain(clock);
  await clock.run(drain.end());
  await drain.watch(() => ({ status: 204 }))({ request: httpRequest(), deadline: deadline() });
}

const gone = (action: AcsAction) =>
  Promise.reject(new IdentityGoneError(action, { endpoint: "https://a", accessKey: "a" }, undefined));

type Cause = () => unknown;

const ANOTHER_TOKEN: Record<string, Record<string, unknown>> = {
  "bound to a key (cnf), which Bearer does not prove": { cnf: {} },
  "another token of the session, not an access token": { typ: "refresh" },
  "an app-only token, which belongs to no user": { gty: "client-credentials" },
  "an ID token, which is for the app that the user signed in to": { typ: "ID" },
  "from Microsoft Entra but has no scope (scp), which users' access tokens have": { iss: ENTRA, scope: undefined },
};

const NO_CONNECTION_STRING: Record<string, string> = {
  "it has no endpoint": "accesskey=AAAA",
  "its endpoint is not an https address of the form https://NAME.communication.azure.com/":
    "endpoint=http://a;accesskey=AAAA",
  "it has no accesskey": "endpoint=https://a",
  "its accesskey is not base64": "endpoint=https://a;accesskey=A",
};

/** Of several that are told in the same words, but for what is wrong. */
function eachOf<T>(words: Record<string, T>, told: (words: string) => string, cause: (of: T) => unknown) {
  return Object.fromEntries(Object.entries(words).map(([each, of]): [string, Cause] => [told(each), () => cause(of)]));
}

/** What callers are told, by its code, and what brings it about. */
const TOLD: Partial<Record<ErrorCode, Record<string, Cause | readonly Cause[]>>> = {
  InvalidJson: {
    "The body is not JSON in UTF-8: correct it at line 1, column 2. The body must be a JSON object with the field teamsUserAadToken.":
      () => bodyOf("{", bodies.exchangeTeamsToken),
    "The body is not in UTF-8. The body must be a JSON object with the field teamsUserAadToken.": () =>
      bodyOf(new Uint8Array([0xff]), bodies.exchangeTeamsToken),
  },
  RequestTooLarge: {
    "The body is over 16 KiB; send only the documented fields.": () => bodyOf(" ".repeat(17 * 1024)),
  },
  UnsupportedMediaType: {
    "Send the body with the header Content-Type: application/json.": () =>
      bodyOf("{}", bodies.issueToken, { "content-type": "text/plain" }),
    "Send the body in UTF-8, with the header Content-Type: application/json and no other charset.": () =>
      bodyOf("{}", bodies.issueToken, { "content-type": "application/json; charset=latin1" }),
  },
  InvalidRequest: {
    "The body was sent in chunks, which Azure Functions drops; send it with a Content-Length header.": () =>
      bodyOf("", bodies.issueToken, { "transfer-encoding": "chunked" }),
    'The body must be a JSON object with the fields scopes and expiresInMinutes, such as {"scopes":["chat"],"expiresInMinutes":60}.':
      () => given([]),
    'The body must be a JSON object with the field scopes, such as {"scopes":["chat"]}.': () =>
      given([], administration.issueToken),
    'There is no field "name"; the fields are scopes and expiresInMinutes.': () => given({ name: 1 }),
    [`scopes must be a list of one or more of ${SCOPES}.`]: () => given({ scopes: "chat" }),
    [`scopes must name at least one of ${SCOPES}.`]: () => given({ scopes: [] }),
    [`Each scope must be one of ${SCOPES}.`]: () => given({ scopes: ["pstn"] }),
    "scopes must not name a scope twice.": () => given({ scopes: ["chat", "chat"] }),
    "expiresInMinutes must be a whole number from 60 to 1440.": () => given({ expiresInMinutes: 1 }),
    "expiresInMinutes is the lifetime of a token; ask for a token with scopes, or leave expiresInMinutes out.": () =>
      given({ expiresInMinutes: 60 }, bodies.createIdentity),
    "expiresInMinutes cannot be set with ACS_SDK=administration, whose tokens live 24 hours; leave it out.": () =>
      given({ expiresInMinutes: 60 }, administration.issueToken),
    "The body must be a JSON object with the field teamsUserAadToken.": () => given([], bodies.exchangeTeamsToken),
    "teamsUserAadToken must be the signed-in Teams user's Entra access token.": () =>
      given({}, bodies.exchangeTeamsToken),
    "teamsUserAadToken must not be empty.": () => given({ teamsUserAadToken: "" }, bodies.exchangeTeamsToken),
    "The request has 2 faults; correct each one in details.": () => given({ scopes: [], expiresInMinutes: 1 }),
    "The request has 30 faults; correct each one in details (the first 25 are listed).": () =>
      given(Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`f${n}`, 1]))),
    'There is no field "x"; the only field is teamsUserAadToken.': () =>
      given({ teamsUserAadToken: "t", x: 1 }, bodies.exchangeTeamsToken),
    'The body must be a JSON object with the fields principalType and clientIds, such as {"principalType":"user","clientIds":["GUID"]}.':
      () => given([], bodies.putTeamsAccess),
    "principalType must be user or resourceAccount.": () => given({ clientIds: [O] }, bodies.putTeamsAccess),
    "clientIds must be a list of the client ids (GUIDs) of Microsoft Entra applications.": () =>
      given({ principalType: "user", clientIds: "calls" }, bodies.putTeamsAccess),
    "clientIds must not name an application twice.": () =>
      given({ principalType: "user", clientIds: [O, O.toUpperCase()] }, bodies.putTeamsAccess),
    "clientIds must name the application through which the user is let in.": () =>
      given({ principalType: "user" }, bodies.putTeamsAccess),
    "The tenantId in the path is not the id (a GUID) of a Microsoft Entra tenant.": () =>
      valueOf(teamsAccount(httpRequest({ params: { tenantId: "contoso", objectId: O } }))),
    "The objectId in the path is not the id (a GUID) of a Microsoft Entra account.": () =>
      valueOf(teamsAccount(httpRequest({ params: { tenantId: T, objectId: "alice" } }))),
    ...eachOf(
      { tenantId: "tenantid", objectId: "objectid", principalType: "principaltype", clientIds: "clientids" },
      (field) =>
        `Azure Communication Services does not accept this ${field}; compare it with that of the account or application in Microsoft Entra.`,
      (target) => acs("inputRefused", { target }),
    ),
    "teamsUserAadToken was not issued to the application that TEAMS_CLIENT_ID names; compare it with the token's appid.":
      () => acs("inputRefused", { target: "appid" }),
    "teamsUserAadToken belongs to a different user from the one who is signed in here; compare its oid with theirs.":
      () => acs("inputRefused", { target: "userid" }),
    "teamsUserAadToken is not a valid Entra token with the ACS permissions Teams.ManageCalls and Teams.ManageChats; get a new one.":
      () => acs("inputRefused", { target: "token" }),
  },
  InvalidIdentity: {
    "The id in the path is not an ACS identity; use the user.communicationUserId of POST /api/identities, such as 8:acs:GUID_GUID.":
      () => noIdentity("alice"),
    "The id in the path is that of a Microsoft Entra user or resource account (Teams Phone Extensibility), not an ACS identity; it gets its tokens from ACS by an Entra token, and PUT or DELETE /api/teams-access/TENANT/OBJECT lets it in or shuts it out.":
      () => noIdentity(`8:acs:${T}_${T}_${O}`),
    "The id in the path is that of a Teams user, not an ACS identity; its tokens come from POST /api/me/teams-tokens, and end with the sign-in at Microsoft Entra.":
      () => noIdentity(`8:orgid:${O}`),
    "The id in the path is that of a guest of a Teams meeting, not an ACS identity; Teams alone admits and removes guests.":
      () => noIdentity(`8:teamsvisitor:${O}`),
    "The id in the path is that of a Teams app, bot or resource account, not an ACS identity; name a resource account by its tenant and object id, in /api/teams-access/TENANT/OBJECT.":
      () => noIdentity(`28:orgid:${O}`),
    "The id in the path is that of a phone number, not an ACS identity; there are no tokens for one.": () =>
      noIdentity("4:+12065551234"),
  },
  MissingCredential: {
    "Nobody is signed in; send an access token as Authorization: Bearer TOKEN (X-Authorization behind Static Web Apps).":
      () => identify(["jwt"]),
    "Nobody is signed in; sign in to this site first.": [
      () => identify(["easyauth"]),
      () => callerOfPrincipal(staticWebApps({ userRoles: ["anonymous"] })),
    ],
  },
  InvalidCredential: {
    "The header Authorization is not of the form Bearer TOKEN; send the access token in that form.": () =>
      bearerToken(httpRequest({ headers: { Authorization: "Basic abc" } }), "Authorization"),
    "The header Authorization is over 16 KiB; send a token with fewer claims (fewer groups, for example).": () =>
      bearerToken(httpRequest({ headers: { Authorization: "a".repeat(16_385) } }), "Authorization"),
    "The header Authorization was sent more than once; send it once.": () =>
      bearerToken(httpRequest({ headers: { Authorization: "Bearer a, Bearer b" } }), "Authorization"),
    "The tenant (tid) or the object id (oid), which identify users of Microsoft Entra, is missing; sign in with the scope profile.":
      () => entraCallerOf({ issuer: ENTRA, tenantId: T }),
    "The tenant (tid) is not the tenant of the issuer.": () =>
      entraCallerOf({ issuer: ENTRA, tenantId: O, objectId: O }),
    "The subject (sub) does not identify a single user; ask this service's operator to correct the sign-in.": () =>
      otherCallerOf([], { subject: "anonymous" }),
    "The user's id in the credential is not valid Unicode text.": () => rowKeysOf("\ud800"),
    "The header x-ms-client-principal is not base64.": () => callerOfPrincipal("{}"),
    "The header x-ms-client-principal is not JSON in base64.": () => callerOfPrincipal("AAAA"),
    "The header x-ms-client-principal is neither that of App Service Authentication nor that of Static Web Apps.": () =>
      callerOfPrincipal(Buffer.from("{}").toString("base64")),
    [`The header ${PRINCIPAL} has no claim iss, so it is not known who issued its ids.`]: () =>
      callerOfPrincipal(appService("aad", { oid: O })),
    "The principal is that of an app (from an app-only token), not of a user; sign in as a user.": () =>
      callerOfPrincipal(appService("aad", { iss: ENTRA, tid: T, oid: O, azp: O })),
    "The header x-ms-client-principal has no claim nameidentifier.": () => callerOfPrincipal(appService("github", {})),
    "The header x-ms-client-principal has two different values of the claim http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier.":
      () => callerOfPrincipal(appService("github", { nameidentifier: "a", sub: "b" })),
    "The header x-ms-client-principal has no identityProvider.": () =>
      callerOfPrincipal(staticWebApps({ identityProvider: null })),
    "The header x-ms-client-principal has an id that is not valid UTF-8.": () =>
      callerOfPrincipal(staticWebApps({ userId: "\ufffd" })),
    "The access token is not a JSON Web Token.": () => readHeader("opaque"),
    "The access token is not a signed JSON Web Token.": () => readUnverifiedClaims("a.b.c"),
    'The access token is signed with "none"; this service accepts RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512.':
      () => headed({ alg: "none", kid: "k" }),
    'The token is of type "logout+jwt"; send an access token, "JWT" or "at+jwt".': () =>
      headed({ alg: "RS256", kid: "k", typ: "logout+jwt" }),
    "The access token does not name the key that signed it (kid).": () => headed({ alg: "RS256" }),
    'The access token\'s claim "sub" is missing or malformed.': () => claimsOf({ exp: 1 }),
    "The access token is signed with a key that its issuer does not publish.": () =>
      new IssuerKeys({
        issuer: "https://i.example",
        read: () => Promise.resolve({ keys: [] }),
        clock,
        log: recordLog().log,
      }).candidatesFor({ alg: "RS256", kid: "k" }, deadline()),
    "The access token is not valid before 2026-01-31T12:10:00.000Z; it is 2026-01-31T12:00:00.000Z here.": () =>
      check({ nbf: clock.now() / 1000 + 600 }),
    ...eachOf(
      ANOTHER_TOKEN,
      (what) => `The token is ${what}; send the access token that the signed-in user has for this API.`,
      (changes) => check(changes, ["https://i.example", ENTRA]),
    ),
  },
  ExpiredCredential: {
    "The access token expired at 2026-01-31T11:50:00.000Z; it is 2026-01-31T12:00:00.000Z here. Get a fresh one.": () =>
      check({ exp: clock.now() / 1000 - 600 }),
  },
  WrongIssuer: {
    'The access token is from the issuer "https://j.example"; this service accepts "https://i.example".': () =>
      check({ iss: "https://j.example" }),
    'The access token names no issuer; this service accepts "https://i.example".': () => check({ iss: undefined }),
    [`The access token is from the issuer "https://sts.windows.net/${T}/"; this service accepts "${ENTRA}". These are the two token versions of one Entra tenant: requestedAccessTokenVersion in the API's app registration selects the version.`]:
      () => check({ iss: `https://sts.windows.net/${T}/` }, [ENTRA]),
  },
  WrongAudience: {
    'The access token names no audience; this service accepts "us".': () => check({ aud: undefined }),
    'The access token is for "them"; this service accepts "us".': () => check({ aud: "them" }),
  },
  Forbidden: {
    'The access token has neither the scope nor the role "calls"; ask for a token with it.': () => {
      checkScope(claims(), "calls");
    },
    "Only users who signed in with Microsoft Entra can be Teams users; sign in with Microsoft Entra.": () =>
      exchangeBy({ key: "a" }),
  },
  ScopeNotAllowed: {
    "This service does not issue tokens with the scope voip; ask only for chat.": () =>
      grantFor({ scopes: ["voip"] }, GRANTS),
    "Azure Communication Services refuses tokens with the scope chat; ask without it.": () => scopesRefused("caller"),
  },
  ExpiryNotAllowed: {
    "This service issues tokens that last at most 60 minutes; ask for no more than that.": () =>
      grantFor({ expiresInMinutes: 61 }, GRANTS),
  },
  TenantNotAllowed: {
    [`This service does not let in accounts of the tenant ${T}; its operator must add it to TEAMS_ACCESS_TENANTS.`]:
      () =>
        putTeamsAccess.steps(aboutAccount({ principalType: "resourceAccount" }), {
          bodies,
          settings: { teamsAccessTenants: [] },
          teamsAccess: { put: noAccess },
        }),
  },
  AssignmentNotFound: {
    "This account has no Teams access; PUT gives it.": () =>
      getTeamsAccess.steps(aboutAccount(), { teamsAccess: { get: () => Promise.resolve(undefined) } }),
  },
  IdentityNotFound: {
    "This ACS resource has no such identity; create one, and use the id in the reply.": () => gone("issueToken"),
    "This ACS resource has no such identity; if it was deleted, its tokens were revoked with it, else check the id.":
      () => gone("revokeTokens"),
    "This ACS resource has no such identity; if it was deleted before, nothing is left to do, else check the id.": () =>
      gone("deleteIdentity"),
  },
  TooManyRequests: {
    "You have asked for too many tokens; try again in 60 seconds.": () => takeAll("You have asked for too many tokens"),
    "You have signed out too often; try again in 60 seconds.": () => takeAll("You have signed out too often"),
    "You have deleted your identity too often; try again in 60 seconds.": () =>
      takeAll("You have deleted your identity too often"),
    "Azure Communication Services is throttling requests; try again in 1 second.": () =>
      acs("throttled", { seconds: 1 }),
    "All users of this service together have made too many requests of this kind; try again in 30 seconds.": () =>
      acs("quotaSpent", { seconds: 30 }),
  },
  InternalError: {
    "This service failed; report the request id to its operator.": [
      () =>
        replied(
          endpoint(() => {
            throw new Error("No.");
          }, clock),
        ),
      () => acs("unexpected"),
      () => acs("scopesRefused"),
      () => table("unexpected"),
    ],
    "Your record in this service is damaged; report the request id to its operator.": () =>
      checkedRow({}, "0a".repeat(32)),
  },
  Misconfigured: {
    "Correct the app's settings: KEY_VAULT_URL is not valid: it must be the vault's address, such as https://NAME.vault.azure.net (or set ACS_ENDPOINT, to call ACS without a key).":
      () => replied(composed().handlerOf(revokeTokens)),
    "This service is not set up correctly; report the request id to its operator.": () =>
      replied(composed().handlerOf(exchangeTeamsToken)),
    'The Key Vault secret "acs" (setting ACS_CONNECTION_STRING_SECRET) does not exist; create it, or set the name of a secret that exists.':
      () => vaultReply(404, "SecretNotFound"),
    'The Key Vault secret "acs" (setting ACS_CONNECTION_STRING_SECRET) is disabled; enable it.':
      forbidden("SecretDisabled"),
    ...eachOf(
      NO_CONNECTION_STRING,
      (what) =>
        `The Key Vault secret "acs" (setting ACS_CONNECTION_STRING_SECRET) is not an ACS connection string: ${what}.`,
      vault,
    ),
    "There is no identity to read the secret with.": () => vault(failure("noCredential")),
    "There is no identity to use Table Storage with.": () => table("noCredential"),
    "There is no Table Storage account at the address in the setting IDENTITY_TABLE_ENDPOINT; correct the setting.":
      () => table("notFound"),
    'Table Storage has no table "AcsIdentities" (setting IDENTITY_TABLE_NAME), and this service\'s identity may not create it; create the table, or grant the identity the role Storage Table Data Contributor.':
      () => Promise.reject(tableApiError(tableFailure(new MissingTableError(undefined), 0), "AcsIdentities")),
    "Azure Communication Services no longer serves the API version of the SDK in the setting ACS_SDK; set ACS_SDK to identity, or deploy a newer version of this service.":
      () => acsReply(400, "UnsupportedApiVersion"),
    "Azure Communication Services refuses tokens with chat; set MY_TOKEN_SCOPES to scopes that it serves, such as voip (docs/after-2028.md).":
      () => scopesRefused("MY_TOKEN_SCOPES"),
    "This service cannot call ACS as it is set up.": () => acs("noCredential"),
  },
  UpstreamRejected: {
    "A service that this one depends on refuses it; report the request id to its operator.": () =>
      replied(
        composed({ KEY_VAULT_URL: "https://contoso.vault.azure.net" }).handlerOf({
          ...openApi,
          steps: () => acs("credentialRefused"),
        }),
      ),
    "Azure Communication Services refuses this service's access key; its operator must store a valid connection string in Key Vault.":
      () => acsReply(401, "Denied"),
    "Azure Communication Services refuses this service's identity; its operator must grant it the role Communication and Email Service Owner on the resource in the setting ACS_ENDPOINT, which must be in the app's own Microsoft Entra tenant.":
      () => acsReply(401, "Denied", undefined, "identity"),
    "Azure Communication Services refuses this service's calls because the clock of its host is 10 minutes slow; set that clock.":
      () => acsReply(401, "Denied", "Sat, 31 Jan 2026 12:10:00 GMT"),
    "The clock of this service's host is wrong.": () => acs("clockRefused"),
    "Azure Communication Services does not offer Teams Phone Extensibility to the Azure subscription of its resource; this service's operator must ask Microsoft for it.":
      () => teamsAccessReply(403, "SubscriptionNotAllowed"),
    "Azure Communication Services does not serve its API version 2025-06-30 for Teams access; this service's operator must deploy a newer version of it.":
      () => teamsAccessReply(400, "UnsupportedApiVersion"),
    "Key Vault refuses this service's identity; its operator must grant it the role Key Vault Secrets User.": forbidden(
      "ForbiddenByRbac",
      "ForbiddenByPolicy",
      "AccessDenied",
    ),
    "Key Vault does not accept this service's token; its operator must set KEY_VAULT_URL to a vault in the app's own Microsoft Entra tenant.":
      () => vaultReply(401, "Unauthorized"),
    "Key Vault's network rules block this service; its operator must allow the app's network, by a private endpoint, a virtual network rule or an IP rule of the vault in the setting KEY_VAULT_URL.":
      forbidden("ForbiddenByFirewall", "ForbiddenByConnection"),
    "Table Storage refuses this service's identity; its operator must grant it the role Storage Table Data Contributor.":
      () => tableReply(403, "AuthorizationPermissionMismatch"),
    "Table Storage does not accept this service's token; its operator must set IDENTITY_TABLE_ENDPOINT to a storage account in the app's own Microsoft Entra tenant.":
      () => tableReply(403, "AuthenticationFailed"),
    "Table Storage refuses every call because the storage account is disabled; this service's operator must enable the account in the setting IDENTITY_TABLE_ENDPOINT.":
      () => tableReply(403, "AccountIsDisabled"),
    "Table Storage's network rules block this service; its operator must allow the app's network in the storage account of the setting IDENTITY_TABLE_ENDPOINT.":
      () => tableReply(403, "AuthorizationFailure"),
  },
  UpstreamUnavailable: {
    "Azure Communication Services cannot be reached; try again in 5 seconds.": () => acs("unavailable"),
    "Key Vault cannot be reached; try again in 5 seconds.": () => vaultReply(500, "InternalError"),
    "Key Vault is throttling requests; try again in 5 seconds.": () => vaultReply(429, "Throttled"),
    "The service that gives this app's managed identity its tokens is throttling requests; try again in 60 seconds.":
      () => vault(throttledIdentity()),
    "Key Vault did not answer in time; try again in 2 seconds.": () =>
      noVault(() => new Promise(() => undefined), "get"),
    "Key Vault cannot be read, so it is not known whether this service has moved to another ACS resource; try again in 2 seconds.":
      () => noVault(() => Promise.reject(new Error("No.")), "confirm"),
    "The service that gives this app's identity its tokens did not answer in time; try again in 2 seconds.": noToken,
    "The service that gives this app's identity its tokens cannot be reached; try again in 5 seconds.": () =>
      identityToken({ IDENTITY_ENDPOINT: "http://127.0.0.1:9/msi/token" }),
    "Table Storage cannot be reached; try again in 5 seconds.": () => table("unavailable"),
    "Table Storage did not answer in time; try again in 5 seconds.": () => table("timedOut"),
    "Table Storage is throttling requests; try again in 5 seconds.": () => table("throttled"),
    "The keys of the access token's issuer cannot be read; try again in 5 seconds.": () =>
      Promise.reject(keysCannotBeRead(undefined)),
  },
  UpstreamTimeout: {
    "Azure Communication Services did not answer in time; try again.": () => acs("timedOut"),
  },
  ServerBusy: {
    "This service is too busy; try again in 2 seconds.": () => acs("overloaded", { seconds: 2 }),
    "This instance is shutting down; try again in 1 second.": () => drained(),
  },
};

const CALLS = Object.entries(TOLD).flatMap(([code, told]) =>
  Object.entries(told).flatMap(([message, causes]) =>
    (typeof causes === "function" ? [causes] : causes).map((cause) => ({ code, message, cause })),
  ),
);

test.each(CALLS)("the caller is answered $code in these words: $message", async ({ code, message, cause }) => {
  const error = await errorFrom(ApiError, cause);
  expect({ code: error.code, message: error.message }).toEqual({ code, message });
});

test("of several faults, each one is told in details", async () => {
  const { details } = await errorFrom(ApiError, () => given({ scopes: [], expiresInMinutes: 1 }));
  expect(details.map(({ message }) => message)).toEqual([
    `scopes must name at least one of ${SCOPES}.`,
    "expiresInMinutes must be a whole number from 60 to 1440.",
  ]);
});

test.each(Object.entries(SETTINGS))("the start is refused in these words: %s", (message, environment) => {
  const vaultUrl = { KEY_VAULT_URL: "https://contoso.vault.azure.net" };
  expect(() => readSettings({ ...vaultUrl, ...environment })).toThrow(new Error(message));
});

const SENTENCES = sentencesIn([
  "shared",
  "IssueToken",
  "ManageIdentity",
  "ManageTeamsAccess",
  "RevokeTokens",
  "Service",
]).filter(
  // When each code comes is held by the tests of the README and of openapi.json.
  ({ file }) => file !== "shared/errors.ts",
);

/** What is not a call's own refusal, or takes more than a function to cause: the tests that cause it go by its code. */
const ELSEWHERE: readonly Expected[] = [...OF_CALLS_ELSEWHERE, ...HEALTH, ...LOG, ...CAUSES];

/** The API's document, whose descriptions nobody is told in a reply. */
const DESCRIPTIONS = readFileSync("openapi.json", "utf8");

const ALL = [...CALLS.map(({ message }) => message), ...Object.keys(SETTINGS), ...ELSEWHERE];

test("every text in the code is in these tables", () => {
  const isTold = ({ part }: { part: RegExp }) => ALL.some((text) => part.test(text));
  // One of several outcomes of a status is followed by the others.
  const isDescription = (text: string) => DESCRIPTIONS.includes(`: ${JSON.stringify(text).slice(0, -1)}`);
  const missing = SENTENCES.filter((sentence) => !isTold(sentence)).filter(
    ({ text }) => !isDescription(text) && !OF_OTHERS.includes(text),
  );
  expect(missing.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});

test.each(ELSEWHERE)("the code has the text: %s", (text) => {
  expect(SENTENCES.some(({ whole }) => whole.test(text))).toBe(true);
});

test("every code of the contract is in the table, but what takes a user with a past", () => {
  expect(Object.keys(ERRORS).filter((code) => !(code in TOLD))).toEqual(["IdentityMoved"]);
});

test("no text has the words of a translation", () => {
  expect(
    ALL.filter((text) => /\bmend|sign in so\b|nobody's|had too many|serves on|has to\b|\d s\b/.test(text)),
  ).toEqual([]);
});
