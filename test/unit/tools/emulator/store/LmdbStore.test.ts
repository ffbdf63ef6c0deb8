import { join } from "node:path";
import { openLmdbStore } from "../../../../../tools/emulator/store/openLmdbStore";
import type { IdentityRecord } from "../../../../../tools/emulator/store/Store";
import { temporaryDirectory } from "../../../../support/temporaryDirectory";
import { storeContract } from "./storeContract";

const directory = temporaryDirectory();
let stores = 0;

function newDirectory(): string {
  stores += 1;
  return join(directory, String(stores), "made");
}

storeContract(() => openLmdbStore(newDirectory()));

test("opened again: everything is there, in its order, and new entries come after it", async () => {
  const data = newDirectory();
  const record = (id: string): IdentityRecord => ({ id, deleted: false, sequence: 7, revocations: [{ sequence: 3 }] });
  for (const id of ["z", "y"]) {
    const store = await openLmdbStore(data);
    await store.transact(({ identities }) => {
      identities.set(id, record(id));
    });
    await store.close();
  }
  const store = await openLmdbStore(data);
  await store.transact(({ identities }) => {
    identities.set("a", record("a"));
  });
  expect(store.read(({ identities }) => identities.all())).toEqual(["z", "y", "a"].map(record));
  await store.close();
});
