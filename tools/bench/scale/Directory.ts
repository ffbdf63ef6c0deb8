import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { TableClient, type TransactionAction } from "@azure/data-tables";
import { userKey } from "../../../shared/callers/callerOfIds";
import { rowKeysOf } from "../../../shared/directory/rowKeys";
import { wellKnown } from "../../emulator/index";
import type { DevelopmentCa } from "../../kit/developmentCa";
import { percentile } from "../../kit/statistics";
import { emulatedCredential } from "../../testbed/azurite/emulatedCredential";
import { closedLoop } from "../load/closedLoop";

/** Reads for one figure. */
const READS = 50;

/** An identity directory with many rows, seen past the API. */
export class Directory {
  readonly #client: TableClient;

  private constructor(
    client: TableClient,
    readonly rows: number,
  ) {
    this.#client = client;
  }

  /** Creates the table in the account at `endpoint`, with rows of the ACS resource. */
  static async create(endpoint: string, ca: DevelopmentCa, rows: number, resource: string): Promise<Directory> {
    const tlsOptions = { ca: readFileSync(ca.caFile) };
    const client = new TableClient(endpoint, `With${rows}Rows`, emulatedCredential(ca), { tlsOptions });
    await fillTable(client, rows, resource);
    return new Directory(client, rows);
  }

  /** The setting of an API that keeps its users here. */
  environment(): Record<string, string> {
    return { IDENTITY_TABLE_NAME: this.#client.tableName };
  }

  /** p50, in milliseconds, of reading one row after the other, as the API reads one for each request. */
  async readP50Ms(): Promise<number> {
    const waits: number[] = [];
    for await (const { partitionKey = "", rowKey = "" } of this.#someRows()) {
      const sent = performance.now();
      await this.#client.getEntity(partitionKey, rowKey);
      waits.push(performance.now() - sent);
    }
    return percentile(waits, 50);
  }

  async *#someRows() {
    let left = READS;
    for await (const row of this.#client.listEntities()) {
      if (left-- === 0) {
        return;
      }
      yield row;
    }
  }
}

/** As many as Table Storage takes in one transaction, all of one partition. */
const MOST_IN_TRANSACTION = 100;
const AT_ONCE = 4;

/** Creates the table with the rows of so many users who never call. `resource`: the host of the ACS resource. */
async function fillTable(table: TableClient, count: number, resource: string): Promise<void> {
  await table.createTable();
  const transactions = transactionsOf(count, resource);
  const write = async (transaction: TransactionAction[]) => {
    await table.submitTransaction(transaction);
  };
  const next = (nth: number) => transactions[nth] && write(transactions[nth]);
  await closedLoop(next, { clients: AT_ONCE, seconds: Infinity });
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
