import { TableClient } from "@azure/data-tables";
import type { TokenCredential } from "@azure/identity";
import type { Clock } from "../clock";
import type { CallOptions } from "../resilience/callOptions";
import { sdkOptions } from "../resilience/sdkOptions";
import { checkedRow, entityOf } from "./entity";
import type { IdentityTable } from "./IdentityTable";
import { rowKeysOf } from "./rowKeys";
import { TableCalls } from "./TableCalls";

interface TableStorageOptions {
  /** `https://NAME.table.core.windows.net` */
  endpoint: string;
  tableName: string;
  credential: TokenCredential;
  clock: Clock;
  /** A number from 0 up to 1. */
  random: () => number;
}

/** The identity table in Azure Table Storage. The table is created when it is first needed and not there. */
export function createTableStorage(options: TableStorageOptions): IdentityTable {
  const client = new TableClient(options.endpoint, options.tableName, options.credential, sdkOptions());
  const calls = new TableCalls({ ...options, createTable: (call) => client.createTable(call) });
  return {
    read: async (userKey, deadline) => {
      const { partitionKey, rowKey } = rowKeysOf(userKey);
      const get = (call: CallOptions) => client.getEntity(partitionKey, rowKey, call);
      const found = await calls.read(get, { isAnswer: ["ResourceNotFound"], deadline });
      return found && checkedRow(found, rowKey);
    },
    insert: async (userKey, row, deadline) => {
      const entity = { ...rowKeysOf(userKey), ...entityOf(row) };
      const create = (call: CallOptions) => client.createEntity(entity, call);
      const written = await calls.write(create, { isAnswer: ["EntityAlreadyExists"], deadline });
      return written && checkedRow({ ...entity, ...written }, entity.rowKey);
    },
    replace: async (userKey, row, etag, deadline) => {
      const entity = { ...rowKeysOf(userKey), ...entityOf(row) };
      const update = (call: CallOptions) => client.updateEntity(entity, "Replace", { etag, ...call });
      const written = await calls.write(update, { isAnswer: IS_NOT_THAT_ROW, deadline });
      return written && checkedRow({ ...entity, ...written }, entity.rowKey);
    },
    delete: async (userKey, etag, deadline) => {
      const { partitionKey, rowKey } = rowKeysOf(userKey);
      const remove = (call: CallOptions) => client.deleteEntity(partitionKey, rowKey, { etag, ...call });
      await calls.read(remove, { isAnswer: IS_NOT_THAT_ROW, deadline });
    },
  };
}

/** What Table Storage says when there is no row, or one with another etag. */
const IS_NOT_THAT_ROW = ["ResourceNotFound", "UpdateConditionNotSatisfied"];
