import * as fc from "fast-check";
import { BAD_TOKENS } from "../../support/badTokens";
import { MARK, rubbish, utf8 } from "./rubbish";

type Header = readonly [name: string, value: string];

/** Of characters that Node's client lets through in a header. */
const printable = rubbish.map((text) => utf8(text).replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, "?"));

function base64(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64");
}

const token = fc.oneof(
  { weight: 3, arbitrary: fc.constant("<token>") },
  { weight: 3, arbitrary: fc.constantFrom(...BAD_TOKENS.map((_, index) => `<bad-token-${index}>`)) },
  { weight: 1, arbitrary: fc.constantFrom(MARK, `${MARK}.${MARK}.${MARK}`, "..", "a.b.c", MARK.repeat(500)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(rubbish, rubbish)
      .map((parts) => `${parts.map((part) => base64(`${MARK}${part}`)).join(".")}.x`),
  },
);

const authorization = fc.oneof(
  { weight: 5, arbitrary: token.map((value) => `Bearer ${value}`) },
  { weight: 1, arbitrary: token.map((value) => `bearer  ${value} `) },
  { weight: 1, arbitrary: fc.tuple(token, token).map(([first, second]) => `Bearer ${first}, Bearer ${second}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", "Bearer", "Bearer ", `Basic ${base64(`user:${MARK}`)}`, MARK, `Digest a="${MARK}`),
  },
  { weight: 1, arbitrary: printable.map((text) => `Bearer ${MARK}${text}`) },
);

const isText = (value: unknown) => typeof value === "string" && value !== "";
const holds = (list: unknown, entry: unknown) => JSON.stringify({ list }).includes(JSON.stringify(entry));

/** Whether it is whole: then it lets its user in, rightly, since nothing in a principal is signed. */
function namesUser(fields: Partial<Record<string, unknown>>): boolean {
  const { auth_typ, claims, identityProvider, userId, userRoles } = fields;
  const isOfAppService = isText(auth_typ) && holds(claims, { typ: "sub", val: MARK });
  return isOfAppService || (isText(identityProvider) && isText(userId) && holds(userRoles, "authenticated"));
}

/** Almost as the platform writes one. */
const principalFields = fc.dictionary(
  fc.constantFrom("auth_typ", "claims", "identityProvider", "userId", "userRoles", "userDetails", "__proto__", "typ"),
  fc.oneof(
    fc.constantFrom<unknown>("aad", "github", MARK, "", null, 1, [], {}, ["authenticated"], ["anonymous"]),
    fc.constantFrom<unknown>(
      [{ typ: "sub", val: MARK }],
      [{ typ: "sub", val: {} }],
      [{ typ: "oid" }],
      [null],
      "\ud800",
    ),
    rubbish,
  ),
);
const principal = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("<principal>", "<entra-principal>") },
  { weight: 3, arbitrary: principalFields.filter((fields) => !namesUser(fields)).map(base64) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("<principal>,<entra-principal>", "<principal>x", "", MARK, base64(`${MARK}{`)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(base64("[".repeat(4000)), base64("null"), "/w==", base64(`{"userId":"${MARK}\xff`)),
  },
);

const contentType = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("application/json", "application/json; charset=utf-8", "Application/JSON") },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        "application/json;charset=UTF8",
        'application/json; charset="utf-8"',
        "application/json;",
        "application/json; x=y",
      ],
      ...["application/json; charset=utf-16", "application/json; charset=utf-8; charset=utf-8", "application/x-json"],
      ...["text/plain", "application/problem+json", "multipart/form-data; boundary=x", "application/json, text/plain"],
      ...["", "json", "*/*", `application/json${" ;".repeat(2000)}x`, `application/json;${" ".repeat(4000)}x`],
    ),
  },
  { weight: 1, arbitrary: printable },
);

const requestId = fc.oneof(
  fc.constantFrom(
    "8a7b",
    "~".repeat(128),
    "x".repeat(129),
    "",
    "a b",
    "a\tb",
    '{"a":"b"}',
    '"',
    "\\",
    "\u00e9",
    "%0d%0a",
  ),
  printable,
);

const trace = fc.constantFrom(
  ...[
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-00000000000000000000000000000000-0000000000000000-00",
  ],
  ...[
    "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-zz-zz-01",
    "",
    "00-",
    "x".repeat(3000),
    "{}",
    "\u00e9",
  ],
);

const key = fc.oneof(
  fc.constantFrom("<master-key>", "<host-key>", "<CreateIdentity-key>", "<IssueToken-key>", "<DeleteIdentity-key>"),
  fc.constantFrom("", MARK, "<master-key>x", "<master-key>,<master-key>", "\u00e9"),
);

function named(names: readonly string[], value: fc.Arbitrary<string>): fc.Arbitrary<Header> {
  return fc.tuple(fc.constantFrom(...names), value);
}

const header: fc.Arbitrary<Header> = fc.oneof(
  named(["Content-Type", "content-type"], contentType),
  named(["x-request-id", "X-Request-ID"], requestId),
  named(["Authorization", "authorization", "X-Authorization"], authorization),
  named(["x-ms-client-principal", "X-MS-CLIENT-PRINCIPAL"], principal),
  named(["x-functions-key"], key),
  named(["traceparent", "tracestate", "x-ms-client-request-id"], trace),
  named(
    ["accept", "accept-encoding", "accept-language"],
    fc.constantFrom("*/*", "text/html", "", "gzip;q=nan", ",,,", "\u00e9"),
  ),
  named(["origin"], fc.constantFrom("https://portal.azure.com", "null", "", "https://evil.example")),
  named(["access-control-request-method"], fc.constantFrom("POST", "", "\u00e9")),
  named(["x-http-method-override", "x-original-url", "x-forwarded-for", "forwarded", "cookie", "via"], printable),
  named(["__proto__", "constructor", "prototype", "toString", "x".repeat(200)], printable),
);

/** A good key and a signed-in user, so that what else is wrong is met by the code behind. */
const passes: readonly Header[] = [
  ["x-functions-key", "<master-key>"],
  ["Authorization", "Bearer <token>"],
];

/** The lines of a head, some twice, in any order. */
export const headers: fc.Arbitrary<Header[]> = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: fc.constant([...passes]) }, fc.subarray([...passes])),
    fc.array(header, { maxLength: 4 }),
  )
  .map(([first, others]) => [...first, ...others]);
