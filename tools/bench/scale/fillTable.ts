import { randomUUID } from "node:crypto";
import type { TableClient, TransactionAction } from "@azure/data-tables";
import { userKey } from "../../../shared/callers/userKey";
import { rowKeysOf } from "../../../shared/directory/rowKeys";
import { wellKnown } from "../../emulator";

/** As many as Table Storage takes in one transaction, all of one partition. */
const MOST_IN_TRANSACTION = 100;
const AT_ONCE = 4;

/** Creates the table with the rows of so many users who never call. `resource`: the host of the ACS resource. */
export async function fillTable(table: TableClient, count: number, resource: string): Promise<void> {
  await table.createTable();
  const transactions = transactionsOf(count, resource).values();
  const writeOnAndOn = async (): Promise<void> => {
    // One iterator for all: each takes the next that is left.
    for (const transaction of transactions) await table.submitTransaction(transaction);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, writeOnAndOn));
}

function transactionsOf(count: number, resource: string): TransactionAction[][] {
  const partitions = new Map<string, TransactionAction[]>();
  for (let nth = 0; nth < count; nth++) {
    const keys = rowKeysOf(userKey("https://issuer.example", `silent-${nth}`));
    const row = { ...keys, identityId: newIdentityId(), resource, createdAt: new Date(0).toISOString() };
    const partition = partitions.get(keys.partitionKey) ?? [];
    partition.push(["create", row]);
    partitions.set(keys.partitionKey, partition);
  }
  return [...partitions.values()].flatMap(inParts);
}

/** Of the form of ACS's own; the emulator has no such identity. */
function newIdentityId(): string {
  return `8:acs:${wellKnown.resourceId}_${randomUUID()}`;
}

function inParts(partition: TransactionAction[]): TransactionAction[][] {
  const starts = Array.from({ length: Math.ceil(partition.length / MOST_IN_TRANSACTION) }, (_, nth) => nth);
  return starts.map((nth) => partition.slice(nth * MOST_IN_TRANSACTION, (nth + 1) * MOST_IN_TRANSACTION));
}
