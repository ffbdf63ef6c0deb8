import type LokiTableMetadataStore from "azurite/dist/src/table/persistence/LokiTableMetadataStore";
import { makeDurable } from "../../../../../tools/testbed/azurite/makeDurable";
import { deferred } from "../../../../support/deferred";

function setUp(insert: () => Promise<unknown>) {
  const saving = deferred<undefined>();
  const other = () => Promise.resolve(undefined);
  const store: LokiTableMetadataStore = {
    createTable: other,
    deleteTable: other,
    insertTableEntity: insert,
    insertOrUpdateTableEntity: other,
    deleteTableEntity: other,
    queryTableEntities: other,
    queryTableEntitiesWithPartitionAndRowKey: other,
    saveDBState: async () => {
      await saving.promise;
    },
  };
  makeDurable(store);
  return { store, saving };
}

test.each([
  ["done", () => Promise.resolve("row")],
  ["refused", () => Promise.reject(new Error("EntityAlreadyExists"))],
])("tells that a write is %s only when that is on the disk", async (_, insert) => {
  const { store, saving } = setUp(insert);
  let isTold = false;
  const told = Promise.allSettled([store.insertTableEntity("entity")]).then((outcome) => {
    isTold = true;
    return outcome;
  });
  await new Promise(setImmediate);
  expect(isTold).toBe(false);

  saving.resolve(undefined);
  expect(await told).toEqual(await Promise.allSettled([insert()]));
});
