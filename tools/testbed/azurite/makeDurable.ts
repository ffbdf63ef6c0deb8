import type LokiTableMetadataStore from "azurite/dist/src/table/persistence/LokiTableMetadataStore";

const OPERATIONS = [
  "createTable",
  "deleteTable",
  "insertTableEntity",
  "insertOrUpdateTableEntity",
  "deleteTableEntity",
  "queryTableEntities",
  "queryTableEntitiesWithPartitionAndRowKey",
] as const;

/**
 * Makes azurite keep what it has told: real Table Storage never forgets a row that it has confirmed or shown, but azurite
 * alone saves every five seconds. Each operation answers, also in the negative, only when what it saw is on the disk.
 */
export function makeDurable(store: LokiTableMetadataStore): void {
  for (const name of OPERATIONS) {
    const operation = store[name].bind(store);
    store[name] = async (...given) => {
      try {
        return await operation(...given);
      } finally {
        await store.saveDBState();
      }
    };
  }
}
