import { identityPrefix } from "../../../../tools/emulator/acs/identityId";
import { revokeTokens } from "../../../../tools/emulator/acs/tokenValidity";
import { MemoryStore } from "../../../../tools/emulator/store/MemoryStore";
import { wellKnown } from "../../../../tools/emulator/wellKnown";

test("many revocations leave one behind, however often an identity is revoked", async () => {
  const { resourceId } = wellKnown;
  const id = `${identityPrefix(resourceId)}00000000-0000-0000-0000-000000000001`;
  const store = new MemoryStore();
  await store.transact(({ identities }) => {
    identities.set(id, { id, deleted: false, sequence: 0, revocations: [] });
  });
  for (let from = 0; from < 50; from++) {
    await revokeTokens({ store, resourceId }, id, from);
  }
  expect(store.read(({ identities }) => identities.get(id)?.revocations)).toHaveLength(1);
});
