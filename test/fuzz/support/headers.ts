import * as fc from "fast-check";
import { BAD_TOKENS } from "../../support/badTokens";
import { MARK, rubbish, utf8, weighted, words } from "./rubbish";

type Header = readonly [name: string, value: string];

/** Of characters that Node's client lets through in a header. */
const printable = rubbish.map((text) => utf8(text).replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, "?"));

function base64(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64");
}

const token = weighted(
  [3, ["<token>"]],
  [3, BAD_TOKENS.map((_, index) => `<bad-token-${index}>`)],
  [1, [MARK, `${MARK}.${MARK}.${MARK}`, "..", "a.b.c", MARK.repeat(500)]],
  [1, fc.tuple(rubbish, rubbish).map((parts) => `${parts.map((part) => base64(`${MARK}${part}`)).join(".")}.x`)],
);

const authorization = weighted(
  [5, token.map((value) => `Bearer ${value}`)],
  [1, token.map((value) => `bearer  ${value} `)],
  [1, fc.tuple(token, token).map(([first, second]) => `Bearer ${first}, Bearer ${second}`)],
  [1, ["", "Bearer", "Bearer ", `Basic ${base64(`user:${MARK}`)}`, MARK, `Digest a="${MARK}`]],
  [1, printable.map((text) => `Bearer ${MARK}${text}`)],
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
  fc.constantFrom(...words`auth_typ claims identityProvider userId userRoles userDetails __proto__ typ`),
  weighted<unknown>(
    [1, ["aad", "github", MARK, "", null, 1, [], {}, ["authenticated"], ["anonymous"]]],
    [1, [[{ typ: "sub", val: MARK }], [{ typ: "sub", val: {} }], [{ typ: "oid" }], [null], "\ud800"]],
    [1, rubbish],
  ),
);
const principal = weighted(
  [4, words`<principal> <entra-principal>`],
  [3, principalFields.filter((fields) => !namesUser(fields)).map(base64)],
  [1, ["", ...words`<principal>,<entra-principal> <principal>x ${MARK} ${base64(`${MARK}{`)}`]],
  [1, [base64("[".repeat(4000)), base64("null"), "/w==", base64(`{"userId":"${MARK}\xff`)]],
);

const contentType = weighted(
  [5, ["application/json", "application/json; charset=utf-8", "Application/JSON"]],
  [
    3,
    [
      ...[
        "",
        "application/json, text/plain",
        "application/json; charset=utf-8; charset=utf-8",
        "application/json; x=y",
      ],
      ...["application/json; charset=utf-16", 'application/json; charset="utf-8"', "multipart/form-data; boundary=x"],
      ...words`application/json;charset=UTF8 application/json; application/x-json application/problem+json text/plain json */*`,
      ...[`application/json${" ;".repeat(2000)}x`, `application/json;${" ".repeat(4000)}x`],
    ],
  ],
  [1, printable],
);

const requestId = weighted(
  [1, ["", "a b", "a\tb", "~".repeat(128), "x".repeat(129), ...words`8a7b {"a":"b"} " \\ \u00e9 %0d%0a`]],
  [1, printable],
);

const trace = [
  ...words`00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 00-00000000000000000000000000000000-0000000000000000-00
    ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 00-zz-zz-01 00- {} \u00e9`,
  "",
  "x".repeat(3000),
];

const key = weighted(
  [1, words`<master-key> <host-key> <CreateIdentity-key> <IssueToken-key> <DeleteIdentity-key>`],
  [1, ["", ...words`${MARK} <master-key>x <master-key>,<master-key> \u00e9`]],
);

function named(names: readonly string[], value: fc.Arbitrary<string> | readonly string[]): fc.Arbitrary<Header> {
  return fc.tuple(fc.constantFrom(...names), weighted([1, value]));
}

const header: fc.Arbitrary<Header> = fc.oneof(
  named(words`Content-Type content-type`, contentType),
  named(words`x-request-id X-Request-ID`, requestId),
  named(words`Authorization authorization X-Authorization`, authorization),
  named(words`x-ms-client-principal X-MS-CLIENT-PRINCIPAL`, principal),
  named(["x-functions-key"], key),
  named(words`traceparent tracestate x-ms-client-request-id`, trace),
  named(words`accept accept-encoding accept-language`, ["", ...words`*/* text/html gzip;q=nan ,,, \u00e9`]),
  named(["origin"], ["", ...words`https://portal.azure.com null https://evil.example`]),
  named(["access-control-request-method"], ["POST", "", "\u00e9"]),
  named(words`x-http-method-override x-original-url x-forwarded-for forwarded cookie via`, printable),
  named(words`__proto__ constructor prototype toString ${"x".repeat(200)}`, printable),
);

/** A good key and a signed-in user, so that what else is wrong is met by the code behind. */
const passes: Header[] = [
  ["x-functions-key", "<master-key>"],
  ["Authorization", "Bearer <token>"],
];

/** The lines of a head, some twice, in any order. */
export const headers: fc.Arbitrary<Header[]> = fc
  .tuple(weighted([3, [passes]], [1, fc.subarray(passes)]), fc.array(header, { maxLength: 4 }))
  .map(([first, others]) => [...first, ...others]);
