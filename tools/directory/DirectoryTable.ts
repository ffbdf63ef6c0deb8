import { TableClient, type TableEntityResult } from "@azure/data-tables";
import type { TokenCredential } from "@azure/identity";
import { tableErrorCodeOf } from "../../shared/directory/tableFailure";
import { DirectoryError, explainFailure, type TableAddress } from "./DirectoryError";
import { entityOfRow, type MalformedRowError, type Row, rowOfEntity } from "./rows";

/** A row as it is in the table. */
export interface StoredRow {
  readonly rowKey: string;
  readonly etag: string;
  /** All columns as they are. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** What they say; an error where they are not as this service writes them. */
  readonly row: Row | MalformedRowError;
}

/**
 * The table with all its users' rows, for an operator: without the time limits of a request, and with the retries of the
 * table's own client. All methods reject with a DirectoryError where it is known what to do.
 */
export class DirectoryTable {
  readonly #client: TableClient;
  readonly #address: TableAddress;

  constructor(address: TableAddress, credential: TokenCredential) {
    this.#address = address;
    const retryOptions = { maxRetries: 2, retryDelayInMs: 500 };
    this.#client = new TableClient(address.endpoint, address.tableName, credential, { retryOptions });
  }

  async create(): Promise<void> {
    // Does nothing when it is there.
    await this.#explained(() => this.#client.createTable());
  }

  async find(rowKey: string): Promise<StoredRow | undefined> {
    const found = await this.#unless("ResourceNotFound", () => this.#client.getEntity(partitionOf(rowKey), rowKey));
    return found && storedRow(found);
  }

  async *all(): AsyncGenerator<StoredRow> {
    const entities = this.#client.listEntities();
    for (;;) {
      const next = await this.#explained(() => entities.next());
      if (next.done) {
        return;
      }
      yield storedRow(next.value);
    }
  }

  /** False when the user has a row already. */
  async insert(row: Row): Promise<boolean> {
    const written = await this.#unless("EntityAlreadyExists", () => this.#client.createEntity(entityOfRow(row)));
    return written !== undefined;
  }

  /** Writes `row` in place of the row with that etag. */
  async replace(row: Row, etag: string): Promise<void> {
    await this.#explained(() => this.#client.updateEntity(entityOfRow(row), "Replace", { etag }));
  }

  async delete({ rowKey, etag }: StoredRow): Promise<void> {
    await this.#explained(() => this.#client.deleteEntity(partitionOf(rowKey), rowKey, { etag }));
  }

  /** Undefined for that answer. */
  async #unless<T>(code: string, call: () => Promise<T>): Promise<T | undefined> {
    return await this.#explained(async () => {
      try {
        return await call();
      } catch (error) {
        if (tableErrorCodeOf(error) === code) {
          return undefined;
        }
        throw error;
      }
    });
  }

  async #explained<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw explainFailure(error, this.#address) ?? error;
    }
  }
}

function partitionOf(rowKey: string): string {
  return rowKey.slice(0, 2);
}

function storedRow(entity: TableEntityResult<Record<string, unknown>>): StoredRow {
  const { rowKey, etag } = entity;
  if (rowKey === undefined) {
    throw new DirectoryError("The table answered with a row that has no RowKey.");
  }
  return { rowKey, etag, raw: entity, row: rowOfEntity(entity) };
}
