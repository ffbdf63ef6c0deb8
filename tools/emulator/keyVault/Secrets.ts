import type { Clock } from "../../../shared/clock";
import type { SecretAttributes, SecretRecord, SecretVersion } from "../store/records";
import type { Store, Tables } from "../store/Store";
import { secretDisabled, secretNotFound } from "./KeyVaultError";
import type { SecretChanges } from "./secretParameters";

/** The vault's secrets and the rules on them. */
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
  get(name: string, version?: string): SecretVersion {
    const found = pick(
      this.#store.read(({ secrets }) => secrets.get(name)),
      name,
      version,
    );
    if (!found.attributes.enabled) throw secretDisabled();
    return found;
  }

  /** Empty for a secret that never was (recorded). By id, not by age: the real order (reported) is no order either. */
  versions(name: string): SecretVersion[] {
    const versions = this.#store.read(({ secrets }) => secrets.get(name))?.versions ?? [];
    return [...versions].sort((a, b) => (a.version < b.version ? -1 : 1));
  }

  async set(name: string, value: string, changes: SecretChanges = {}): Promise<SecretVersion> {
    return this.#store.transact((tables) => this.setWithin(tables, name, value, changes));
  }

  /** As {@link set}, as part of a larger step. */
  setWithin({ secrets }: Tables, name: string, value: string, changes: SecretChanges = {}): SecretVersion {
    const now = this.#seconds();
    const version = this.#randomBytes(16).toString("hex");
    const created = changed({ version, value, attributes: { enabled: true, created: now, updated: now } }, changes);
    secrets.set(name, { name, versions: [...(secrets.get(name)?.versions ?? []), created] });
    return created;
  }

  /** Changes a version's properties, or the newest's when `version` is absent. @throws KeyVaultError 404 */
  async update(name: string, version: string | undefined, changes: SecretChanges): Promise<SecretVersion> {
    return this.#store.transact(({ secrets }) => {
      const record = secrets.get(name);
      const before = pick(record, name, version);
      const after = changed(before, changes, this.#seconds());
      const versions = record?.versions.map((each) => (each.version === after.version ? after : each)) ?? [];
      secrets.set(name, { name, versions });
      return after;
    });
  }

  #seconds(): number {
    return Math.floor(this.#clock.now() / 1000);
  }
}

function pick(record: SecretRecord | undefined, name: string, version: string | undefined): SecretVersion {
  const found = version ? record?.versions.find((each) => each.version === version) : record?.versions.at(-1);
  if (!found) throw secretNotFound(version ? `${name}/${version}` : name);
  return found;
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
