import { createHash } from "node:crypto";
import { ApiError } from "../errors";

/** Where a user's row is. */
export interface RowKeys {
  partitionKey: string;
  rowKey: string;
}

/** 256 partitions: users spread over them evenly, however alike their keys are. */
const PARTITION_DIGITS = 2;

/**
 * A hash of the user key, so that the table does not tell who its users are, and any text will do.
 * @throws ApiError InvalidCredential: two keys that are no whole Unicode text could have the same bytes
 */
export function rowKeysOf(userKey: string): RowKeys {
  const bytes = Buffer.from(userKey, "utf8");
  if (bytes.toString("utf8") !== userKey) {
    throw new ApiError("InvalidCredential", "The user's id in the credential is not valid Unicode text.");
  }
  const rowKey = createHash("sha256").update(bytes).digest("hex");
  return { partitionKey: rowKey.slice(0, PARTITION_DIGITS), rowKey };
}
