import * as z from "zod";
import { faultsOf } from "../../../../shared/http/faultsOf";

const schema = z.strictObject({
  name: z.string("It must be a text."),
  list: z.array(z.strictObject({ size: z.number("It must be a number.") })).optional(),
});

function faults(body: unknown) {
  const { error } = schema.safeParse(body);
  return error ? faultsOf(error, schema) : [];
}

it.each([
  [{ name: 5 }, "name"],
  [{ name: "a", list: [{ size: "b" }] }, "list[0].size"],
  [{ name: "a", list: [{ size: 1 }, 5] }, "list[1]"],
  [null, "body"],
])("%j is at fault at %s", (body, target) => {
  expect(faults(body)).toMatchObject([{ code: "InvalidValue", target }]);
});

test("the words are those of the schema", () => {
  expect(faults({ name: 5 })).toEqual([{ code: "InvalidValue", target: "name", message: "It must be a text." }]);
});

test("each unknown field is a fault of its own", () => {
  expect(faults({ name: "a", b: 1, c: 2 })).toEqual([
    { code: "UnknownField", target: "b", message: 'There is no field "b"; the fields are name and list.' },
    { code: "UnknownField", target: "c", message: 'There is no field "c"; the fields are name and list.' },
  ]);
});

it.each([
  ["x".repeat(40), "x".repeat(40)],
  ["x".repeat(41), `${"x".repeat(40)}…`],
  ["x".repeat(16_000), `${"x".repeat(40)}…`],
])("a long name of an unknown field is cut", (name, shown) => {
  expect(faults({ name: "a", [name]: 1 })).toMatchObject([{ target: shown }]);
  expect(faults({ name: "a", [name]: 1 })[0]?.message.length).toBeLessThan(120);
});

test("quotes and newlines in a name are shown as such", () => {
  expect(faults({ name: "a", 'b"\n': 1 })[0]?.message).toContain('no field "b\\"\\n"');
});
