import { errorText } from "../../../../../tools/host/log/errorText";

test("an error is its stack and those of its causes, without its properties", () => {
  const cause = Object.assign(new Error("inner"), {
    request: { headers: { authorization: "Bearer credential-in-a-property" } },
  });
  const text = errorText(Object.assign(new Error("outer", { cause }), { key: "credential-in-a-property" }));
  expect(text).toMatch(/^Error: outer\n {4}at .*\n\[cause\] Error: inner\n {4}at /s);
  expect(text).not.toContain("credential-in-a-property");
});

test("a circle of causes ends", () => {
  const error = new Error("round");
  error.cause = error;
  expect(errorText(error).match(/Error: round/g)).toHaveLength(5);
});

test.each<[unknown, string]>([
  ["text", "Error: text"],
  [undefined, ""],
  [null, "Error: null"],
  [{ status: 4, inner: { deep: 1 } }, "Error: { status: 4, inner: [Object] }"],
])("%j was thrown", (thrown, expected) => {
  expect(errorText(thrown).split("\n")[0]).toBe(expected);
});
