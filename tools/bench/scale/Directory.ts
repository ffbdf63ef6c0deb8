import { readFileSync } from "node:fs";
import { TableClient } from "@azure/data-tables";
import { systemClock } from "../../../shared/clock";
import { defaultCaDirectory, ensureDevelopmentCa } from "../../kit/developmentCa";
import { percentile } from "../../kit/statistics";
import { emulatedCredential } from "../../testbed/azurite/emulatedCredential";
import { fillTable } from "./fillTable";

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
  static async create(endpoint: string, rows: number, resource: string): Promise<Directory> {
    const ca = await ensureDevelopmentCa(defaultCaDirectory(), systemClock);
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
      if (left-- === 0) return;
      yield row;
    }
  }
}
