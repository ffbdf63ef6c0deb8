import type { Clock } from "../../../shared/clock";
import type { ReadonlyTable, SecretAttributes, SecretRecord, SecretVersion, Store, Tables } from "../store/Store";
import { secretDisabled, secretNotFound } from "./KeyVaultError";

/** What a caller may say of a version beside its value; absent members stay as they are. */
export interface SecretChanges {
  readonly contentType?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly attributes?: { readonly [K in "enabled" | "nbf" | "exp"]?: SecretAttributes[K] | undefined } | undefined;
}

/** A secret's name, as it was first set, with one of its versions. */
export interface NamedSecret {
  readonly name: string;
  readonly secret: SecretVersion;
}

/**
 * The vault's secrets and the rules on them. Names and versions are the same in any letter case (documentation: "object
 * identifiers" are case-insensitive); that the answers have a name's first letter case is our choice.
 */
export class Secrets {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #randomBytes: (size: number) => Buffer;

  constructor(store: Store, clock: Clock, randomBytes: (size: number) => Buffer) {
    this.#store = store;
    this.#clock = clock;
    this.#randomBytes = randomBytes;
  }

  /** One version, or the newest when `version` is absent. @throws KeyVaultError 404 unknown, 403 disabled */
  get(name: string, version?: string): NamedSecret {
    const found = pick(this.#record(name), name, version);
    if (!found.secret.attributes.enabled) {
      throw secretDisabled();
    }
    return found;
  }

  /** Each secret by its newest version, by name (the service's recorded continuation tokens name them in capitals). */
  newest(): NamedSecret[] {
    const all = this.#store.read(({ secrets }) => secrets.all());
    return all.flatMap(newestOf).sort((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1));
  }

  /** Empty for a secret that never was (recorded). By id, not by age: the real order (reported) is no order either. */
  versions(name: string): NamedSecret[] {
    const record = this.#record(name);
    const all = record?.versions.map((secret) => ({ name: record.name, secret })) ?? [];
    return all.sort((a, b) => (a.secret.version < b.secret.version ? -1 : 1));
  }

  async set(name: string, value: string, changes: SecretChanges = {}): Promise<NamedSecret> {
    return this.#store.transact((tables) => this.setWithin(tables, name, value, changes));
  }

  /** As {@link set}, as part of a larger step. */
  setWithin({ secrets }: Tables, name: string, value: string, changes: SecretChanges = {}): NamedSecret {
    const now = this.#seconds();
    const version = this.#randomBytes(16).toString("hex");
    const secret = changed({ version, value, attributes: { enabled: true, created: now, updated: now } }, changes);
    const record = recordOf(secrets, name) ?? { name, versions: [] };
    secrets.set(record.name, { ...record, versions: [...record.versions, secret] });
    return { name: record.name, secret };
  }

  /** The first version of a secret that there is not yet. */
  setIfAbsent(tables: Tables, name: string, value: string): void {
    if (!recordOf(tables.secrets, name)) {
      this.setWithin(tables, name, value);
    }
  }

  /** Changes a version's properties, or the newest's when `version` is absent. @throws KeyVaultError 404 */
  async update(name: string, version: string | undefined, changes: SecretChanges): Promise<NamedSecret> {
    return this.#store.transact(({ secrets }) => {
      const record = recordOf(secrets, name);
      const before = pick(record, name, version);
      const secret = changed(before.secret, changes, this.#seconds());
      const versions = record?.versions.map((each) => (each.version === secret.version ? secret : each)) ?? [];
      secrets.set(before.name, { name: before.name, versions });
      return { name: before.name, secret };
    });
  }

  #record(name: string): SecretRecord | undefined {
    return this.#store.read(({ secrets }) => recordOf(secrets, name));
  }

  #seconds(): number {
    return Math.floor(this.#clock.now() / 1000);
  }
}

function recordOf(secrets: ReadonlyTable<SecretRecord>, name: string): SecretRecord | undefined {
  return secrets.get(name) ?? secrets.all().find((each) => isSame(each.name, name));
}

function pick(record: SecretRecord | undefined, name: string, version: string | undefined): NamedSecret {
  const secret = version ? record?.versions.find((each) => isSame(each.version, version)) : record?.versions.at(-1);
  if (!record || !secret) {
    throw secretNotFound(version ? `${name}/${version}` : name);
  }
  return { name: record.name, secret };
}

function newestOf({ name, versions }: SecretRecord): NamedSecret[] {
  const secret = versions.at(-1);
  return secret ? [{ name, secret }] : [];
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function changed(secret: SecretVersion, changes: SecretChanges, updated = secret.attributes.updated): SecretVersion {
  const contentType = changes.contentType ?? secret.contentType;
  const tags = changes.tags ?? secret.tags;
  return {
    version: secret.version,
    value: secret.value,
    ...(contentType === undefined ? {} : { contentType }),
    ...(tags ? { tags } : {}),
    attributes: changedAttributes(secret.attributes, changes.attributes ?? {}, updated),
  };
}

function changedAttributes(
  before: SecretAttributes,
  changes: NonNullable<SecretChanges["attributes"]>,
  updated: number,
): SecretAttributes {
  const nbf = changes.nbf ?? before.nbf;
  const exp = changes.exp ?? before.exp;
  return {
    enabled: changes.enabled ?? before.enabled,
    ...(nbf === undefined ? {} : { nbf }),
    ...(exp === undefined ? {} : { exp }),
    created: before.created,
    updated,
  };
}
