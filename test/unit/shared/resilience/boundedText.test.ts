import { Readable } from "node:stream";
import { boundedText, MAX_REPLY_BYTES, ReplyTooLargeError } from "../../../../shared/resilience/boundedText";

const chunk = (size: number) => Buffer.alloc(size, "x");

test("the text of a body is whole, also where a character is cut by the end of a chunk", async () => {
  const bytes = Buffer.from("Zoë");
  expect(await boundedText(Readable.from([bytes.subarray(0, 3), bytes.subarray(3)]))).toBe("Zoë");
});

test("no body is an empty text", async () => {
  expect(await boundedText(undefined)).toBe("");
  expect(await boundedText(null)).toBe("");
});

test("a body of the largest size is taken", async () => {
  expect(await boundedText(Readable.from([chunk(MAX_REPLY_BYTES - 1), chunk(1)]))).toHaveLength(MAX_REPLY_BYTES);
});

test("a larger one is given up with the chunk that makes it so, and its stream closed", async () => {
  let made = 0;
  const endless = new Readable({
    highWaterMark: 1,
    read() {
      made++;
      this.push(chunk(16 * 1024));
    },
  });
  await expect(boundedText(endless)).rejects.toThrow(ReplyTooLargeError);
  expect(endless.destroyed).toBe(true);
  expect(made).toBeLessThan(10);
});
