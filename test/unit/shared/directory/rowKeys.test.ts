import { createHash } from "node:crypto";
import fc from "fast-check";
import { rowKeysOf } from "../../../../shared/directory/rowKeys";
import { ApiError } from "../../../../shared/errors";
import { errorFrom } from "../../../support/errorFrom";

test("are the SHA-256 of the user key, and its first two digits", () => {
  const hash = createHash("sha256").update("https://issuer.example alice").digest("hex");
  expect(rowKeysOf("https://issuer.example alice")).toEqual({ partitionKey: hash.slice(0, 2), rowKey: hash });
});

test.each(["", " ", "a/b\\c#d?e'f", "\u0000", "Zoë 🙂", "x".repeat(100_000)])("take any text", (userKey) => {
  expect(rowKeysOf(userKey).rowKey).toMatch(/^[0-9a-f]{64}$/);
});

test("differ for different users", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (one, other) => {
      expect(rowKeysOf(one).rowKey === rowKeysOf(other).rowKey).toBe(one === other);
    }),
  );
});

test("refuse a text that is not whole Unicode, which could share its bytes with another", async () => {
  const error = await errorFrom(ApiError, () => rowKeysOf("\ud800"));
  expect(error).toMatchObject({ code: "InvalidCredential", status: 401 });
});

test("spread users over the partitions", () => {
  const partitions = Array.from({ length: 5_000 }, (_, n) => rowKeysOf(`issuer|${n}`).partitionKey);
  expect(new Set(partitions).size).toBe(256);
});
