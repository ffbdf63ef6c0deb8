import * as fc from "fast-check";
import { MARK, rubbish, utf8, weighted, words } from "./rubbish";

const LIMIT_BYTES = 16 * 1024;

const good = [
  "",
  ...words`{} {"scopes":["chat"]} {"scopes":["chat","voip"],"expiresInMinutes":60} {"teamsUserAadToken":"<teams-token>"}
    {"scopes":["voip.join"],"expiresInMinutes":1440} {"principalType":"resourceAccount"}
    {"principalType":"user","clientIds":["<tenant-id>"]}`,
];

const name = weighted(
  [6, words`scopes expiresInMinutes teamsUserAadToken principalType clientIds`],
  [2, ["", ...words`__proto__ constructor prototype polluted toJSON then length`]],
  [1, ["scopes ", `name ${MARK}`, MARK.repeat(30), ...words`Scopes expiresOn token user`]],
  [1, rubbish],
);

/** Literals of JSON, also such as no serializer writes. */
const literal = weighted(
  [1, words`null true false 0 -0 60 60.0 6e1 59.99 1441 1e400 -1e400 1e-400`],
  [1, words`9007199254740993 ${"123456789".repeat(200)} "chat" "60" "Chat" "" "\\ud800" "\\u0000"`],
  [1, words`["chat","chat"] ["chat",null] ["constructor"] [] {} {"0":"chat","length":1} "${MARK}"`],
  [1, words`"user" "User" "resourceAccount" ["<tenant-id>"] ["<tenant-id>","<tenant-id-upper>"] ["<tenant-id>",null]`],
  [1, words`["voip","chat.join","chat.join.limited","voip.join","chat"] ["pstn"] ["chat"] "<teams-token>"`],
  [1, rubbish.map((text) => JSON.stringify(text))],
  [1, fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number))],
);

const objectOf = (members: readonly [string, string][]) =>
  `{${members.map(([field, value]) => `${JSON.stringify(field)}:${value}`).join(",")}}`;

/** JSON text, not values: so that a name can come twice, and `__proto__` is a name like any other. */
const { json } = fc.letrec<{ json: string; object: string; array: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthIdentifier: "json" },
    { weight: 3, arbitrary: literal },
    { weight: 2, arbitrary: tie("object") },
    { weight: 1, arbitrary: tie("array") },
  ),
  object: fc.array(fc.tuple(name, tie("json")), { maxLength: 4, depthIdentifier: "json" }).map(objectOf),
  array: fc.array(tie("json"), { maxLength: 4, depthIdentifier: "json" }).map((items) => `[${items.join(",")}]`),
}));

const nearlyGood = fc.array(fc.tuple(name, json), { minLength: 1, maxLength: 3 }).map(objectOf);

const broken = fc
  .tuple(nearlyGood, fc.nat({ max: 60 }), fc.constantFrom("", MARK, ",", "}", "\u0000", "\ufeff"))
  .map(([text, length, end]) => `${text.slice(0, length)}${end}`);

const deep = fc
  .tuple(
    fc.constantFrom(...words`[ {"scopes": {"__proto__": {"a":[ {"constructor":{"prototype":`),
    fc.nat({ max: 2500 }),
  )
  .map(([open, depth]) => `${open.repeat(depth)}1${closed(open).repeat(depth)}`);

/** The brackets that end what `open` began. */
function closed(open: string): string {
  const brackets = [...open.matchAll(/[[{]/g)].map(([bracket]) => (bracket === "[" ? "]" : "}"));
  return brackets.reverse().join("");
}

const aboutAsLongAsAllowed = fc
  .integer({ min: -2, max: 2 })
  .map((more) => `{"scopes":["chat"]}${" ".repeat(LIMIT_BYTES + more - 19)}`);

const strange = [
  ...["// {}", "{}\n\n", "\u0000", "\ufeff{}", `{"a":"\u2028"}`],
  ...words`${MARK}{ {"scopes":${MARK} NaN Infinity undefined 'chat' {scopes:['chat']} {"scopes":["chat"],}`,
  ...words`null [] 3 "chat" true {}{} a=b&c=d <xml/> ["${MARK}" {"${MARK}":${"9".repeat(9000)}} ${"x".repeat(40_000)}`,
  ...words`{"__proto__":{"polluted":1}} {"constructor":{"prototype":{"polluted":1}}} {"scopes":{"__proto__":{"polluted":1}}}
    {"teamsUserAadToken":"${MARK.repeat(3000)}"}`,
];

const notUtf8 = [
  ...["\xff\xfe{\0}\0", "\xfe\xff\0{\0}", '{"\xff":1}', '{"scopes":["\xc3\x28"]}'],
  ...['"\xed\xa0\x80"', "\xc0\xaf", "\xf4\x90\x80\x80"],
];

/** What comes after the head. */
export const body: fc.Arbitrary<string> = weighted(
  [4, good],
  [6, nearlyGood.map(utf8)],
  [1, json.map(utf8)],
  [2, broken.map(utf8)],
  [1, deep],
  [1, aboutAsLongAsAllowed],
  [2, strange.map(utf8)],
  [1, notUtf8],
);
