import type { FieldError } from "../../../../shared/errors";
import { bodyChecks } from "../../../../shared/http/requestBodies";

const bodies = { identity: bodyChecks("identity"), administration: bodyChecks("administration") };

type Sdk = keyof typeof bodies;
type Kind = "issueToken" | "createIdentity";

const KINDS: Kind[] = ["issueToken", "createIdentity"];

/** What is right and wrong with a body, given as the JSON text that a caller would send. */
function check(sdk: Sdk, kind: Kind, json: string): { value?: unknown; errors: readonly FieldError[] } {
  const checked = bodies[sdk][kind](JSON.parse(json));
  return "value" in checked ? { value: checked.value, errors: [] } : { errors: checked.fieldErrors };
}

const places = (errors: readonly FieldError[]) => errors.map(({ code, target }) => `${code} ${target}`);

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
    expect(check(sdk, kind, json)).toEqual({ value: sent, errors: [] });
  });

  test("a whole number may be written with a fraction of nothing", () => {
    expect(check("identity", kind, '{"scopes":["chat"],"expiresInMinutes":60.0}').errors).toEqual([]);
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
  ])("scopes %s: the error is at %s", (scopes, target) => {
    for (const sdk of ["identity", "administration"] as const) {
      const { errors } = check(sdk, kind, `{"scopes":${scopes}}`);
      expect(places(errors)).toEqual([`InvalidValue ${target}`]);
      expect(errors[0]?.message).toMatch(/scope/);
    }
  });

  test("the error of an unknown scope names those there are", () => {
    expect(check("identity", kind, '{"scopes":["video"]}').errors[0]?.message).toContain(
      "chat, voip, chat.join, chat.join.limited, voip.join",
    );
    expect(check("administration", kind, '{"scopes":["video"]}').errors[0]?.message).toContain("chat, voip, pstn");
  });

  it.each<[Sdk, string]>([
    ["identity", "pstn"],
    ["administration", "chat.join"],
    ["administration", "voip.join"],
    ["administration", "chat.join.limited"],
  ])("%s has no scope %s", (sdk, scope) => {
    expect(places(check(sdk, kind, `{"scopes":["${scope}"]}`).errors)).toEqual(["InvalidValue scopes[0]"]);
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
  ])("expiresInMinutes %s is one error, which names the bounds", (minutes) => {
    const { errors } = check("identity", kind, `{"scopes":["chat"],"expiresInMinutes":${minutes}}`);
    expect(places(errors)).toEqual(["InvalidValue expiresInMinutes"]);
    expect(errors[0]?.message).toBe("expiresInMinutes must be a whole number from 60 to 1440.");
  });

  it.each(["60", "1440", '"60"', "null", "5"])("expiresInMinutes %s cannot be set with administration", (minutes) => {
    const { errors } = check("administration", kind, `{"scopes":["chat"],"expiresInMinutes":${minutes}}`);
    expect(places(errors)).toEqual(["InvalidValue expiresInMinutes"]);
    expect(errors[0]?.message).toMatch(/ACS_SDK=administration.*leave it out/);
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
    const { errors } = check("identity", kind, `{"scopes":["chat"],${JSON.stringify(name)}:{"scopes":["voip"]}}`);
    expect(places(errors)).toEqual([`UnknownField ${name}`]);
    expect(errors[0]?.message).toContain(JSON.stringify(name));
  });

  it.each(["[]", '[{"scopes":["chat"]}]', "5", '"chat"', "null", "true"])("the body %s is not an object", (json) => {
    const { errors } = check("identity", kind, json);
    expect(places(errors)).toEqual(["InvalidValue body"]);
    expect(errors[0]?.message).toMatch(/JSON object with the fields scopes and expiresInMinutes/);
  });

  it.each(["null", '{"name":"Azure"}'])("with administration the error of %s names no field but scopes", (json) => {
    const [error] = check("administration", kind, json).errors;
    expect(error?.message).toMatch(/\bfield\b.*scopes/);
    expect(error?.message).not.toContain("expiresInMinutes");
  });

  test("all that is wrong is named at once", () => {
    const json = '{"scopes":["video","chat","film"],"expiresInMinutes":5,"name":"Azure","constructor":1}';
    expect(places(check("identity", kind, json).errors).sort()).toEqual([
      "InvalidValue expiresInMinutes",
      "InvalidValue scopes[0]",
      "InvalidValue scopes[2]",
      "UnknownField constructor",
      "UnknownField name",
    ]);
  });

  test("an unknown scope does not hide that another is named twice", () => {
    const { errors } = check("identity", kind, '{"scopes":["video","chat","chat"]}');
    expect(places(errors).sort()).toEqual(["InvalidValue scopes", "InvalidValue scopes[0]"]);
  });
});

it.each(["x".repeat(41), "x".repeat(16_000)])("a long name of an unknown field is cut", (name) => {
  const { errors } = check("identity", "issueToken", `{"${name}":1}`);
  expect(errors).toMatchObject([{ target: `${"x".repeat(40)}…` }]);
  expect(errors[0]?.message.length).toBeLessThan(120);
});

test("quotes and newlines in the name of an unknown field are shown as such", () => {
  expect(check("identity", "issueToken", String.raw`{"b\"\n":1}`).errors[0]?.message).toContain(
    String.raw`no field "b\"\n"`,
  );
});

describe("a lifetime without scopes", () => {
  test("is fine when a token is issued, for scopes have a default", () => {
    expect(check("identity", "issueToken", '{"expiresInMinutes":60}')).toEqual({
      value: { expiresInMinutes: 60 },
      errors: [],
    });
  });

  test("means nothing when an identity is created, for there is no token", () => {
    const { errors } = check("identity", "createIdentity", '{"expiresInMinutes":60}');
    expect(places(errors)).toEqual(["InvalidValue expiresInMinutes"]);
    expect(errors[0]?.message).toMatch(/ask for a token with scopes, or leave/);
  });

  test("is refused beside an unknown field", () => {
    const { errors } = check("identity", "createIdentity", '{"name":"Azure","expiresInMinutes":60}');
    expect(places(errors).sort()).toEqual(["InvalidValue expiresInMinutes", "UnknownField name"]);
  });

  test("is one error with administration", () => {
    expect(places(check("administration", "createIdentity", '{"expiresInMinutes":60}').errors)).toEqual([
      "InvalidValue expiresInMinutes",
    ]);
  });
});
