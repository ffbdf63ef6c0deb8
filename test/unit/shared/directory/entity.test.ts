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
