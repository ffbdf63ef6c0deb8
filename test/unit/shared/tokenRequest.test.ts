import type { Fault } from "../../../shared/errors";
import { faultsOf } from "../../../shared/http/faultsOf";
import { tokenRequestSchemas } from "../../../shared/tokenRequest";

const bodies = {
  identity: tokenRequestSchemas("identity"),
  administration: tokenRequestSchemas("administration"),
};

type Sdk = keyof typeof bodies;
type Kind = keyof (typeof bodies)[Sdk];

const KINDS: Kind[] = ["issueToken", "createIdentity"];

/** What the schema says of a body, given as the JSON text that a caller would send. */
function check(sdk: Sdk, kind: Kind, json: string): { value?: unknown; faults: Fault[] } {
  const schema = bodies[sdk][kind];
  const { success, data, error } = schema.safeParse(JSON.parse(json));
  return success ? { value: data, faults: [] } : { faults: faultsOf(error, schema) };
}

const places = (faults: readonly Fault[]) => faults.map(({ code, target }) => `${code} ${target}`);

describe.each(KINDS)("%s", (kind) => {
  it.each<[Sdk, string]>([
    ["identity", "{}"],
    ["identity", '{"scopes":["chat"]}'],
    ["identity", '{"scopes":["chat","voip","chat.join","chat.join.limited","voip.join"]}'],
    ["identity", '{"scopes":["voip"],"expiresInMinutes":60}'],
    ["identity", '{"scopes":["voip"],"expiresInMinutes":1440}'],
    ["administration", "{}"],
    ["administration", '{"scopes":["chat","voip","pstn"]}'],
  ])("%s takes %s as it is", (sdk, json) => {
    const sent: unknown = JSON.parse(json);
    expect(check(sdk, kind, json)).toEqual({ value: sent, faults: [] });
  });

  test("a whole number may be written with a fraction of nothing", () => {
    expect(check("identity", kind, '{"scopes":["chat"],"expiresInMinutes":60.0}').faults).toEqual([]);
  });

  it.each([
    ["null", "scopes"],
    ['"chat"', "scopes"],
    ["{}", "scopes"],
    ["false", "scopes"],
    ["5", "scopes"],
    ["[]", "scopes"],
    ['["video"]', "scopes[0]"],
    ['["chat","CHAT"]', "scopes[1]"],
    ['["chat",""]', "scopes[1]"],
    ['["chat",null]', "scopes[1]"],
    ['["chat",5]', "scopes[1]"],
    ['["chat",["voip"]]', "scopes[1]"],
    ['["chat",{}]', "scopes[1]"],
    ['["toString"]', "scopes[0]"],
    ['["__proto__"]', "scopes[0]"],
    ['["chat","chat"]', "scopes"],
  ])("scopes %s: the fault is at %s", (scopes, target) => {
    for (const sdk of ["identity", "administration"] as const) {
      const { faults } = check(sdk, kind, `{"scopes":${scopes}}`);
      expect(places(faults)).toEqual([`InvalidValue ${target}`]);
      expect(faults[0]?.message).toMatch(/scope/);
    }
  });

  test("a scope that is none names those there are", () => {
    expect(check("identity", kind, '{"scopes":["video"]}').faults[0]?.message).toContain(
      "chat, voip, chat.join, chat.join.limited, voip.join",
    );
    expect(check("administration", kind, '{"scopes":["video"]}').faults[0]?.message).toContain("chat, voip, pstn");
  });

  it.each<[Sdk, string]>([
    ["identity", "pstn"],
    ["administration", "chat.join"],
    ["administration", "voip.join"],
    ["administration", "chat.join.limited"],
  ])("%s has no scope %s", (sdk, scope) => {
    expect(places(check(sdk, kind, `{"scopes":["${scope}"]}`).faults)).toEqual(["InvalidValue scopes[0]"]);
  });

  it.each([
    "59",
    "1441",
    "0",
    "-60",
    "60.5",
    "2000.5",
    '"60"',
    "null",
    "true",
    "[]",
    "{}",
    "[60]",
    "1e400",
    "-1e400",
    "1e21",
    "-1e21",
    "9007199254740993",
  ])("expiresInMinutes %s is one fault, told with its bounds", (minutes) => {
    const { faults } = check("identity", kind, `{"scopes":["chat"],"expiresInMinutes":${minutes}}`);
    expect(places(faults)).toEqual(["InvalidValue expiresInMinutes"]);
    expect(faults[0]?.message).toBe("expiresInMinutes must be a whole number from 60 to 1440.");
  });

  it.each(["60", "1440", '"60"', "null", "5"])("expiresInMinutes %s cannot be set with administration", (minutes) => {
    const { faults } = check("administration", kind, `{"scopes":["chat"],"expiresInMinutes":${minutes}}`);
    expect(places(faults)).toEqual(["InvalidValue expiresInMinutes"]);
    expect(faults[0]?.message).toMatch(/ACS_SDK=administration.*leave it out/);
  });

  it.each([
    "name",
    "scope",
    "Scopes",
    "expiresinminutes",
    "toString",
    "constructor",
    "__proto__",
    "prototype",
    "",
    "0",
  ])("the unknown field %j is refused by name", (name) => {
    const { faults } = check("identity", kind, `{"scopes":["chat"],${JSON.stringify(name)}:{"scopes":["voip"]}}`);
    expect(places(faults)).toEqual([`UnknownField ${name}`]);
    expect(faults[0]?.message).toContain(JSON.stringify(name));
  });

  test("the portal's default body is told which fields exist", () => {
    expect(check("identity", kind, '{"name":"Azure"}').faults).toEqual([
      {
        code: "UnknownField",
        target: "name",
        message: 'There is no field "name"; the fields are scopes and expiresInMinutes.',
      },
    ]);
  });

  it.each(["[]", '[{"scopes":["chat"]}]', "5", '"chat"', "null", "true"])("the body %s is not an object", (json) => {
    const { faults } = check("identity", kind, json);
    expect(places(faults)).toEqual(["InvalidValue body"]);
    expect(faults[0]?.message).toMatch(/JSON object with the fields scopes and expiresInMinutes/);
  });

  test("all faults are told at once", () => {
    const json = '{"scopes":["video","chat","film"],"expiresInMinutes":5,"name":"Azure","constructor":1}';
    expect(places(check("identity", kind, json).faults).sort()).toEqual([
      "InvalidValue expiresInMinutes",
      "InvalidValue scopes[0]",
      "InvalidValue scopes[2]",
      "UnknownField constructor",
      "UnknownField name",
    ]);
  });

  test("an unknown scope does not hide that another is named twice", () => {
    const { faults } = check("identity", kind, '{"scopes":["video","chat","chat"]}');
    expect(places(faults).sort()).toEqual(["InvalidValue scopes", "InvalidValue scopes[0]"]);
  });
});

describe("a lifetime without scopes", () => {
  test("is fine when a token is issued, for scopes have a default", () => {
    expect(check("identity", "issueToken", '{"expiresInMinutes":60}')).toEqual({
      value: { expiresInMinutes: 60 },
      faults: [],
    });
  });

  test("means nothing when an identity is created, for there is no token", () => {
    const { faults } = check("identity", "createIdentity", '{"expiresInMinutes":60}');
    expect(places(faults)).toEqual(["InvalidValue expiresInMinutes"]);
    expect(faults[0]?.message).toMatch(/ask for a token with scopes, or leave/);
  });

  test("is told beside an unknown field", () => {
    const { faults } = check("identity", "createIdentity", '{"name":"Azure","expiresInMinutes":60}');
    expect(places(faults).sort()).toEqual(["InvalidValue expiresInMinutes", "UnknownField name"]);
  });

  test("is one fault with administration", () => {
    expect(places(check("administration", "createIdentity", '{"expiresInMinutes":60}').faults)).toEqual([
      "InvalidValue expiresInMinutes",
    ]);
  });
});
