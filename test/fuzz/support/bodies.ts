import * as fc from "fast-check";
import { MARK, rubbish, utf8 } from "./rubbish";

const LIMIT_BYTES = 16 * 1024;

const good = fc.constantFrom(
  "",
  "{}",
  '{"scopes":["chat"]}',
  '{"scopes":["chat","voip"],"expiresInMinutes":60}',
  '{"scopes":["voip.join"],"expiresInMinutes":1440}',
  '{"teamsUserAadToken":"<teams-token>"}',
);

const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("scopes", "expiresInMinutes", "teamsUserAadToken") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("__proto__", "constructor", "prototype", "polluted", "toJSON", "then", "length", ""),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("Scopes", "scopes ", "expiresOn", "token", "user", `name ${MARK}`, MARK.repeat(30)),
  },
  { weight: 1, arbitrary: rubbish },
);

/** Literals of JSON, also such as no serializer writes. */
const literal = fc.oneof(
  fc.constantFrom(
    "null",
    "true",
    "false",
    "0",
    "-0",
    "60",
    "60.0",
    "6e1",
    "59.99",
    "1441",
    "1e400",
    "-1e400",
    "1e-400",
  ),
  fc.constantFrom(
    "9007199254740993",
    "123456789".repeat(200),
    '"chat"',
    '"60"',
    '"Chat"',
    '""',
    '"\\ud800"',
    '"\\u0000"',
  ),
  fc.constantFrom(
    '["chat","chat"]',
    '["chat",null]',
    '["constructor"]',
    "[]",
    "{}",
    '{"0":"chat","length":1}',
    `"${MARK}"`,
  ),
  fc.constantFrom(
    '["voip","chat.join","chat.join.limited","voip.join","chat"]',
    '["pstn"]',
    '["chat"]',
    '"<teams-token>"',
  ),
  rubbish.map((text) => JSON.stringify(text)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
);

/** JSON text, not values: so that a name can come twice, and `__proto__` is a name like any other. */
const { json } = fc.letrec<{ json: string; object: string; array: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthIdentifier: "json" },
    { weight: 3, arbitrary: literal },
    { weight: 2, arbitrary: tie("object") },
    { weight: 1, arbitrary: tie("array") },
  ),
  object: fc
    .array(fc.tuple(name, tie("json")), { maxLength: 4, depthIdentifier: "json" })
    .map((members) => `{${members.map(([field, value]) => `${JSON.stringify(field)}:${value}`).join(",")}}`),
  array: fc.array(tie("json"), { maxLength: 4, depthIdentifier: "json" }).map((items) => `[${items.join(",")}]`),
}));

const nearlyGood = fc
  .array(fc.tuple(name, json), { minLength: 1, maxLength: 3 })
  .map((members) => `{${members.map(([field, value]) => `${JSON.stringify(field)}:${value}`).join(",")}}`);

const broken = fc.tuple(nearlyGood, fc.nat({ max: 60 }), fc.constantFrom("", MARK, ",", "}", "\u0000", "\ufeff"));

const deep = fc
  .tuple(
    fc.constantFrom("[", '{"scopes":', '{"__proto__":', '{"a":[', '{"constructor":{"prototype":'),
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

const strange = fc.constantFrom(
  ...[
    `${MARK}{`,
    `{"scopes":${MARK}`,
    "NaN",
    "Infinity",
    "undefined",
    "'chat'",
    "{scopes:['chat']}",
    "// {}",
    '{"scopes":["chat"],}',
  ],
  ...[
    "null",
    "[]",
    "3",
    '"chat"',
    "true",
    "\ufeff{}",
    "{}\n\n",
    "{}{}",
    "\u0000",
    "a=b&c=d",
    "<xml/>",
    `{"a":"\u2028"}`,
  ],
  ...[
    '{"__proto__":{"polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"scopes":{"__proto__":{"polluted":1}}}',
  ],
  ...[
    `{"${MARK}":${"9".repeat(9000)}}`,
    `{"teamsUserAadToken":"${MARK.repeat(3000)}"}`,
    `["${MARK}"`,
    "x".repeat(40_000),
  ],
);

const notUtf8 = fc.constantFrom(
  ...[
    "\xff\xfe{\0}\0",
    "\xfe\xff\0{\0}",
    '{"\xff":1}',
    '{"scopes":["\xc3\x28"]}',
    '"\xed\xa0\x80"',
    "\xc0\xaf",
    "\xf4\x90\x80\x80",
  ],
);

/** What comes after the head. */
export const body: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: good },
  { weight: 6, arbitrary: nearlyGood.map(utf8) },
  { weight: 1, arbitrary: json.map(utf8) },
  { weight: 2, arbitrary: broken.map(([text, length, end]) => utf8(`${text.slice(0, length)}${end}`)) },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: aboutAsLongAsAllowed },
  { weight: 2, arbitrary: strange.map(utf8) },
  { weight: 1, arbitrary: notUtf8 },
);
