import { BoundedText, MAX_REPLY_BYTES } from "../../../../shared/resilience/BoundedText";

const chunk = (size: number) => Buffer.alloc(size, "x");

test("the text of a body is whole, also where a character is cut by the end of a chunk", () => {
  const bytes = Buffer.from("Zoë");
  const text = new BoundedText(MAX_REPLY_BYTES);
  text.add(bytes.subarray(0, 3));
  text.add(bytes.subarray(3));
  expect(text.toString()).toBe("Zoë");
});

test("no body is an empty text", () => {
  expect(new BoundedText(MAX_REPLY_BYTES).toString()).toBe("");
});

test("a body of the largest size is taken, and no chunk that would make it larger", () => {
  const text = new BoundedText(MAX_REPLY_BYTES);
  expect([text.add(chunk(MAX_REPLY_BYTES)), text.add(chunk(1))]).toEqual([true, false]);
  expect(text.toString()).toHaveLength(MAX_REPLY_BYTES);
});
