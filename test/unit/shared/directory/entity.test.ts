import { causesOf } from "../../../../shared/causes";
import { checkedRow } from "../../../../shared/directory/entity";
import { ApiError } from "../../../../shared/errors";
import { errorFrom } from "../../../support/errorFrom";

const ROW_KEY = "0a".repeat(32);

test("a row that somebody else has written into is named in the log, and not to its user", async () => {
  const error = await errorFrom(ApiError, () => checkedRow({ identityId: 5 }, ROW_KEY));

  expect(error.code).toBe("InternalError");
  expect(error.message).not.toContain(ROW_KEY);
  expect(JSON.stringify(causesOf(error.cause))).toContain(`RowKey ${ROW_KEY}`);
});

test("an identity of any name is taken from a row, except one without a name", () => {
  const row = { resource: "a", createdAt: "2026-11-01T08:00:00.000Z", etag: "b" };

  expect(checkedRow({ ...row, identityId: "8" }, ROW_KEY)).toEqual({ ...row, identityId: "8" });
  expect(() => checkedRow({ ...row, identityId: "" }, ROW_KEY)).toThrow(ApiError);
});

const [R, T, O] = [
  "0ac5de57-0000-4000-8000-000000000001",
  "0ac5de57-0000-4000-8000-00000000000a",
  "7d4e1c00-0000-4000-8000-000000000003",
];

test.each([`8:orgid:${O}`, `8:acs:${R}_${T}_${O}`, `8:acs:${R}_wf_${T}_${O}`])(
  "a row with the id %s, which is nobody's identity here, is damaged: its user gets no other identity",
  async (identityId) => {
    const row = { resource: "a", createdAt: "2026-11-01T08:00:00.000Z", etag: "b", identityId };
    const error = await errorFrom(ApiError, () => checkedRow(row, ROW_KEY));
    expect(JSON.stringify(causesOf(error.cause))).toContain("is the id of a ");
  },
);
