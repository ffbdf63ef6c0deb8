import { rowKeysOf } from "../../../../../shared/directory/rowKeys";
import { TABLE_PARTITIONS } from "../../../../../tools/bench/capacity/limits";

test("the table has as many partitions as the model says", () => {
  const users = Array.from({ length: TABLE_PARTITIONS * 20 }, (_, user) => `user ${user}`);
  expect(new Set(users.map((user) => rowKeysOf(user).partitionKey)).size).toBe(TABLE_PARTITIONS);
});
