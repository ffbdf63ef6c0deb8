import type { IdentityRecord } from "../../../../../tools/emulator/store/records";
import type { Store } from "../../../../../tools/emulator/store/Store";

const identity: IdentityRecord = { id: "a", deleted: false, sequence: 1, revocations: [{ sequence: 1 }] };

/** What every store must do. */
export function storeContract(create: () => Store): void {
  async function storeWith(record: IdentityRecord): Promise<Store> {
    const store = create();
    await store.transact(({ identities }) => {
      identities.set(record.id, record);
    });
    return store;
  }

  test("gives back what was set, and undefined for what was not", async () => {
    const store = await storeWith(identity);
    expect(store.read(({ identities }) => [identities.get("a"), identities.get("b")])).toEqual([identity, undefined]);
    expect(store.read(({ identities }) => identities.all())).toEqual([identity]);
  });

  test("copies in", async () => {
    const revocations = [{ sequence: 1 }];
    const store = await storeWith({ ...identity, revocations });
    revocations.push({ sequence: 2 });
    expect(store.read(({ identities }) => identities.get("a")?.revocations)).toEqual([{ sequence: 1 }]);
  });

  test.each([
    ["get", (store: Store) => store.read(({ identities }) => identities.get("a"))],
    ["all", (store: Store) => store.read(({ identities }) => identities.all()[0])],
  ])("copies out of %s", async (_, look) => {
    const store = await storeWith(identity);
    Object.assign(look(store) ?? {}, { deleted: true });
    expect(store.read(({ identities }) => identities.get("a"))).toEqual(identity);
  });

  test("gives what the work returns, and sees its own writes", async () => {
    const store = await storeWith(identity);
    const seen = await store.transact(({ identities }) => {
      identities.set("a", { ...identity, sequence: 2 });
      return identities.get("a")?.sequence;
    });
    expect(seen).toBe(2);
  });

  test("works that start together do not lose each other's changes", async () => {
    const store = await storeWith(identity);
    const increments = Array.from({ length: 10 }, () =>
      store.transact(({ identities }) => {
        const before = identities.get("a") ?? identity;
        identities.set("a", { ...before, sequence: before.sequence + 1 });
      }),
    );
    await Promise.all(increments);
    expect(store.read(({ identities }) => identities.get("a")?.sequence)).toBe(11);
  });

  test("a work that throws rejects", async () => {
    const refuse = (): never => {
      throw new Error("no");
    };
    await expect(create().transact(refuse)).rejects.toThrow("no");
  });

  test("clears one table", async () => {
    const store = await storeWith(identity);
    await store.transact(({ identities }) => {
      identities.clear();
    });
    expect(store.read(({ identities }) => identities.all())).toEqual([]);
  });
}
