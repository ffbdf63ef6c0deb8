import type { IdentityRecord, Store } from "../../../../../tools/emulator/store/Store";

const identity: IdentityRecord = { id: "a", deleted: false, sequence: 1, revocations: [{ sequence: 1 }] };

/** What every store must do. `create` makes an empty one. */
export function storeContract(create: () => Store | Promise<Store>): void {
  const open: Store[] = [];

  afterEach(async () => {
    await Promise.all(open.splice(0).map((store) => store.close()));
  });

  async function newStore(): Promise<Store> {
    const store = await create();
    open.push(store);
    return store;
  }

  async function storeWith(record: IdentityRecord): Promise<Store> {
    const store = await newStore();
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

  test("copies what is put into it", async () => {
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
    const store = await newStore();
    await expect(store.transact(refuse)).rejects.toThrow("no");
    await store.transact(({ identities }) => {
      identities.set("a", identity);
    });
    expect(store.read(({ identities }) => identities.get("a"))).toEqual(identity);
  });

  test("one work changes several tables at once", async () => {
    const store = await newStore();
    const changing = store.transact((tables) => {
      tables.identities.set("a", identity);
      tables.customIds.set("name", { identityId: "a" });
    });
    const seen = () =>
      store.read((tables) => [tables.identities.get("a")?.id, tables.customIds.get("name")?.identityId]);
    expect(["a", undefined]).toContain(seen()[0]);
    expect(seen()[0]).toBe(seen()[1]);
    await changing;
    expect(seen()).toEqual(["a", "a"]);
  });

  test("all, in the order of their first set", async () => {
    const store = await newStore();
    const names = ["c", "a", "b"];
    for (const id of names) {
      await store.transact(({ identities }) => {
        identities.set(id, { ...identity, id });
      });
    }
    await store.transact(({ identities }) => {
      identities.set("c", { ...identity, id: "c", deleted: true });
    });
    expect(store.read(({ identities }) => identities.all().map(({ id }) => id))).toEqual(names);
  });

  test("any text is kept as it is", async () => {
    const store = await newStore();
    const texts = ["", "\u0000", "é\u0301", "\ud800", "a".repeat(100_000)];
    for (const [index, pem] of texts.entries()) {
      await store.transact(({ signingKeys }) => {
        signingKeys.set(String(index), { pem });
      });
    }
    expect(store.read(({ signingKeys }) => signingKeys.all().map(({ pem }) => pem))).toEqual(texts);
  });

  test("can be closed twice", async () => {
    const store = await newStore();
    await store.close();
    await expect(store.close()).resolves.toBeUndefined();
  });

  test("forgets what is deleted, in a work that sees it gone, and nothing else", async () => {
    const store = await storeWith(identity);
    await store.transact(({ identities }) => {
      identities.set("b", { ...identity, id: "b" });
    });
    const seen = await store.transact(({ identities }) => {
      identities.delete("a");
      identities.delete("never set");
      return identities.get("a");
    });
    expect(seen).toBeUndefined();
    expect(store.read(({ identities }) => identities.all().map(({ id }) => id))).toEqual(["b"]);
  });

  test("clears one table", async () => {
    const store = await storeWith(identity);
    await store.transact(({ identities }) => {
      identities.clear();
    });
    expect(store.read(({ identities }) => identities.all())).toEqual([]);
  });
}
