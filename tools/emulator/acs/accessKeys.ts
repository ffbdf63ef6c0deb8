import type { AccessKeyName, AccessKeyRecord, ReadonlyTables, Tables } from "../store/Store";
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
  if (!key) {
    throw new Error(`The store has no ${name} access key.`);
  }
  return key;
}

/** Puts a new key in the place of the one named; what was signed or minted with that one is worth nothing any more. */
export function regenerateAccessKey(tables: Tables, name: AccessKeyName, randomBytes: (size: number) => Buffer): void {
  const { generation } = accessKey(tables, name);
  const value = randomBytes(64).toString("base64"); // 64 bytes: the length of real keys
  tables.accessKeys.set(name, { name, value, generation: generation + 1 });
}

/** The credential of callers with a token of the managed identity, which no regenerated key ends. */
export const ENTRA_CREDENTIAL = "entra";

/** Names one generation of an access key. */
export function credentialName({ name, generation }: AccessKeyRecord): string {
  return `${name}-${generation}`;
}

/** The form that the Azure portal shows; SDKs insist on this order of its parts. */
export function connectionString(endpoint: string, accessKey: string): string {
  return `endpoint=${endpoint}/;accesskey=${accessKey}`;
}
