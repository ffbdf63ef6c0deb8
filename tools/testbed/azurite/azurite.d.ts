// What is used here of azurite's insides, which come without types. The version is pinned in package.json.

declare module "azurite/dist/src/table/TableConfiguration" {
  class TableConfiguration {
    constructor(
      host: string,
      port: number,
      keepAliveTimeoutSeconds: number,
      metadataDBPath: string,
      enableDebugLog: boolean,
      enableAccessLog: boolean,
      accessLogWriteStream: undefined,
      debugLogFilePath: undefined,
      loose: boolean,
      skipApiVersionCheck: boolean,
      cert: string,
      key: string,
      pwd: string,
      oauth: string,
      disableProductStyleUrl: boolean,
      isMemoryPersistence: boolean,
    );
    hasCert(): number;
    getCert(option: number): { cert: string | Buffer; key: string | Buffer };
  }
  export default TableConfiguration;
}

declare module "azurite/dist/src/table/persistence/LokiTableMetadataStore" {
  type Operation = (...given: unknown[]) => Promise<unknown>;

  interface LokiTableMetadataStore {
    createTable: Operation;
    deleteTable: Operation;
    insertTableEntity: Operation;
    insertOrUpdateTableEntity: Operation;
    deleteTableEntity: Operation;
    queryTableEntities: Operation;
    queryTableEntitiesWithPartitionAndRowKey: Operation;
    saveDBState(): Promise<void>;
  }
  export default LokiTableMetadataStore;
}

declare module "azurite/dist/src/table/TableServer" {
  import type LokiTableMetadataStore from "azurite/dist/src/table/persistence/LokiTableMetadataStore";
  import type TableConfiguration from "azurite/dist/src/table/TableConfiguration";

  class TableServer {
    constructor(configuration: TableConfiguration);
    readonly metadataStore: LokiTableMetadataStore;
    start(): Promise<void>;
    close(): Promise<void>;
    /** `https://127.0.0.1:PORT`, with the real port. */
    getHttpServerAddress(): string;
  }
  export default TableServer;
}
