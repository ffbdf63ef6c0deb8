import type { AccessKeyName, AccessKeyRecord } from "../store/records";
import type { ReadonlyTables, Tables } from "../store/Store";
import { wellKnown } from "../wellKnown";

/** The keys of a resource that is new. */
export function resetAccessKeys({ accessKeys }: Tables): void {
  accessKeys.clear();
  for (const name of ["primary", "secondary"] as const) {
    accessKeys.set(name, { name, value: wellKnown.accessKeys[name], generation: 1 });
  }
}

export function accessKey({ accessKeys }: ReadonlyTables, name: AccessKeyName): AccessKeyRecord {
  const key = accessKeys.get(name);
  if (!key) throw new Error(`The store has no ${name} access key.`);
  return key;
}

/** Puts a new key in the place of the one named; what was signed or minted with that one is worth nothing any more. */
export function regenerateAccessKey(tables: Tables, name: AccessKeyName, randomBytes: (size: number) => Buffer): void {
  const { generation } = accessKey(tables, name);
  const value = randomBytes(64).toString("base64"); // 64 bytes: the length of real keys
  tables.accessKeys.set(name, { name, value, generation: generation + 1 });
}
