import { ApiError } from "../errors";
import { rowOf } from "./entity";
import type { StoredRow } from "./IdentityTable";

/** @throws ApiError when somebody else has written into the table. The log names the row, by the hash of the user's ids. */
export function checkedRow(value: unknown, rowKey: string): StoredRow {
  try {
    return rowOf(value);
  } catch (error) {
    const cause = new Error(
      `The row with RowKey ${rowKey} is damaged; look at it with: npm run directory -- show --row-key ${rowKey}`,
      { cause: error },
    );
    const message = "Your record in this service is damaged; report the request id to its operator.";
    throw new ApiError("InternalError", message, { cause });
  }
}
