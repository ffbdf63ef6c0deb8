import * as fc from "fast-check";
import { wellKnown } from "../../../tools/emulator/index";
import { allVersions, TENANT } from "./calls";

/** Where a request goes. */
export const targets = ["acs", "acs", "acs", "keyVault", "managedIdentity", "resourceManager", "testSurface"] as const;

export interface Malformed {
  readonly target: (typeof targets)[number];
  readonly method: string;
  /** Path and query, of characters that a request line can hold. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** With one that is right, it passes authentication and meets the code behind. */
  readonly credential: "none" | "signature" | "bearer";
}

const RESOURCE = "8:acs:0ac5de57-0000-4000-8000-000000000001_";
const ZEROS = "00000000-0000-0000-0000-000000000000";

const rubbish = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom("", ".", "..", "%00", "%2F", "%", "%zz", "%E0%A4%A", "__proto__", "constructor", "x".repeat(4000)),
);
const encoded = rubbish.map((text) => encodeURIComponent(text));

const segment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("identities", "secrets", "msi", "token", "teamsUser", "emulator") },
  {
    weight: 3,
    arbitrary: fc.constantFrom(":issueAccessToken", ":revokeAccessTokens", ":exchangeAccessToken", "versions"),
  },
  { weight: 2, arbitrary: fc.constantFrom(`${RESOURCE}${ZEROS}`, encodeURIComponent(`${RESOURCE}${ZEROS}`), RESOURCE) },
  { weight: 2, arbitrary: fc.constantFrom("clock", "advance", "tokens", "validate", "state", "keyVault", "access") },
  { weight: 2, arbitrary: encoded },
  { weight: 1, arbitrary: fc.constantFrom("%", "%zz", "%C3%28", ";", "?", "#", "\\", "\u00e9", "//", "*") },
);

const ASSIGNMENT = `/access/teamsExtension/tenants/${TENANT}/assignments/${ZEROS}`;

const knownPath = fc.constantFrom(
  ASSIGNMENT,
  `/access/entra/assignments/${ZEROS}`,
  "/access/entra/assignments",
  "/access/entra/:exchangeAccessToken",
  "/access/teamsExtension/:exchangeAccessToken",
  "/identities",
  `/identities/${RESOURCE}${ZEROS}`,
  `/identities/${RESOURCE}${ZEROS}/:issueAccessToken`,
  `/identities/${RESOURCE}${ZEROS}/token`,
  "/teamsUser/:exchangeAccessToken",
  "/secrets/acs-connection-string",
  "/msi/token",
  `${wellKnown.azureResourceId}/listKeys`,
  `${wellKnown.azureResourceId}/regenerateKey`,
  "/emulator/tokens/validate",
  "/emulator/clock/advance",
  "/emulator/keyVault/access",
  "/",
);

const path = fc.oneof(
  knownPath,
  fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join("/")}`),
);

const queryPart = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(...allVersions, "7.4", "2019-08-01", "2023-03-31").map((each) => `api-version=${each}`),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom("api-version", "resource", "a", ""), encoded).map((pair) => pair.join("=")),
  },
  { weight: 1, arbitrary: fc.constantFrom("&", "=", "%", "?", "api-version", "resource=https://vault.azure.net") },
);
const query = fc
  .array(queryPart, { minLength: 0, maxLength: 3 })
  .map((parts) => (parts.length > 0 ? `?${parts.join("&")}` : ""));

const member = fc.constantFrom(
  "scopes",
  "createTokenWithScopes",
  "expiresInMinutes",
  "tokensValidFrom",
  "customId",
  "token",
  "appId",
  "userId",
  "principalType",
  "clientIds",
  "tenantId",
  "value",
  "attributes",
  "tags",
  "seconds",
  "allowed",
  "__proto__",
);
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0, 1.5, 60, 1440, 2 ** 31, 1e308, -0, "", "chat", "2026-01-01", "a.b."),
  rubbish,
  fc.double(),
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }), fc.dictionary(member, scalar, { maxKeys: 3 }));
const json = fc.dictionary(member, value, { maxKeys: 5 }).map((each) => JSON.stringify(each));
const body = fc.oneof(
  { weight: 4, arbitrary: json },
  { weight: 1, arbitrary: fc.tuple(json, fc.nat({ max: 40 })).map(([text, length]) => text.slice(0, length)) },
  { weight: 1, arbitrary: fc.tuple(member, value).map(([name, each]) => JSON.stringify({ [name]: each })) },
  { weight: 1, arbitrary: rubbish },
  { weight: 1, arbitrary: fc.constantFrom("", "[]", "null", "[".repeat(5000), "\ufeff{}", '{"a":1e999}', '"\\ud800"') },
);

/** Characters that Node's client lets through in a header. */
const headerValue = fc.oneof(
  fc.string({
    unit: fc.constantFrom("a", "Z", "0", "9", " ", ";", "=", "&", ",", "/", "+", "\t", "\u0080", "\u00ff"),
    maxLength: 60,
  }),
  fc.constantFrom("HMAC-SHA256 SignedHeaders=&Signature=", "HMAC-SHA256 SignedHeaders=date;host&Signature=AAAA"),
  fc.constantFrom("Bearer a.b.c", "Bearer", "Bearer ..", "HMAC-SHA256 SignedHeaders=constructor;host&Signature=A="),
  fc.constantFrom("NaN", "Thu, 99 Foo 2026 99:99:99 GMT", "0", "-1", "9".repeat(400)),
);
const headerName = fc.constantFrom(
  "authorization",
  "x-ms-date",
  "date",
  "x-ms-content-sha256",
  "x-ms-client-request-id",
  "x-identity-header",
  "content-type",
  "accept",
  "host",
  "cookie",
);

const anyRequest: fc.Arbitrary<Malformed> = fc.record({
  target: fc.constantFrom(...targets),
  method: fc.constantFrom("GET", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "TRACE"),
  path: fc.tuple(path, query).map((parts) => parts.join("")),
  headers: fc.dictionary(headerName, headerValue, { maxKeys: 2 }),
  body,
  credential: fc.constantFrom("none", "signature", "bearer"),
});

/** At the right place, with the right credential: only the body is wrong, or stranger than any client would send it. */
const strangeBody: fc.Arbitrary<Malformed> = fc
  .record({
    call: fc.constantFrom<readonly [Malformed["target"], string, string, string]>(
      ["acs", "POST", "/identities?api-version=2025-03-02-preview", "customId"],
      ["acs", "POST", `/identities/${RESOURCE}${ZEROS}/:issueAccessToken?api-version=2023-10-01`, "scopes"],
      ["acs", "PATCH", `/identities/${RESOURCE}${ZEROS}?api-version=2020-07-20-preview2`, "tokensValidFrom"],
      ["acs", "POST", "/teamsUser/:exchangeAccessToken?api-version=2023-10-01", "token"],
      ["acs", "PUT", `${ASSIGNMENT}?api-version=2025-06-30`, "principalType"],
      ["acs", "PUT", `${ASSIGNMENT}?api-version=2025-06-30`, "clientIds"],
      ["acs", "PUT", `/access/entra/assignments/${ZEROS}?api-version=2025-03-02-preview`, "tenantId"],
      ["acs", "PATCH", "/access/entra/assignments?api-version=2025-03-02-preview", ZEROS],
      ["testSurface", "POST", "/emulator/users/token", "scope"],
      ["keyVault", "PUT", "/secrets/fuzz?api-version=7.4", "value"],
      ["keyVault", "PATCH", "/secrets/fuzz?api-version=7.4", "attributes"],
      ["testSurface", "POST", "/emulator/clock/advance", "seconds"],
      ["testSurface", "POST", "/emulator/tokens/validate", "token"],
      ["testSurface", "PUT", "/emulator/keyVault/access", "allowed"],
    ),
    other: fc.option(body),
    value,
  })
  .map(({ call: [target, method, path, name], other, value: sent }) => {
    const text = other ?? JSON.stringify({ [name]: sent });
    return { target, method, path, headers: {}, body: text, credential: "bearer" };
  });

/** Structured like real requests, wrong somewhere. */
export const malformedRequest = fc.oneof({ weight: 3, arbitrary: anyRequest }, { weight: 2, arbitrary: strangeBody });

const line = fc.oneof(
  fc.constantFrom("POST /identities HTTP/1.1", "GET / HTTP/1.1", "GET /identities HTTP/9.9", "GET / HTTP/1.0", "GET"),
  fc.constantFrom(
    "GET https://localhost/identities HTTP/1.1",
    "OPTIONS * HTTP/1.1",
    "CONNECT a:1 HTTP/1.1",
    "\x16\x03",
  ),
  fc.tuple(rubbish, rubbish).map(([method, target]) => `${method} /${target} HTTP/1.1`),
);
const header = fc.oneof(
  fc.constantFrom("Host: localhost", "Host: a\r\nHost: b", "Content-Length: 5", "Content-Length: -1", "X: \x7f\x01"),
  fc.constantFrom("Content-Length: 99999999999999999999", "Transfer-Encoding: chunked", "Transfer-Encoding: x"),
  fc.constantFrom("Upgrade: websocket\r\nConnection: upgrade", "Expect: 100-continue", "Expect: tea", " folded", ":"),
  fc.constantFrom("Connection: close", "x-ms-client-request-id: \x7f", "x-ms-client-request-id: \u00ff"),
  fc.tuple(rubbish, rubbish).map((parts) => parts.join(": ")),
  fc.constant(`X: ${"x".repeat(20_000)}`),
);
const rawBody = fc.oneof(rubbish, fc.constantFrom("5\r\nabc", "0\r\n\r\n", "zz\r\n", "{}", "GET / HTTP/1.1\r\n\r\n"));

/** What no HTTP client would send: bytes (latin1) for a socket. */
export const malformedBytes: fc.Arbitrary<string> = fc
  .tuple(line, fc.subarray(["Host: localhost"]), fc.array(header, { maxLength: 3 }), rawBody)
  .map(([start, host, headers, end]) => `${[start, ...host, ...headers].join("\r\n")}\r\n\r\n${end}`);
