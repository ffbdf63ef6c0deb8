import type { NamedSecret } from "./Secrets";

/** Settings of the emulated vault: soft delete as new vaults have it. */
const RECOVERY = { recoveryLevel: "Recoverable+Purgeable", recoverableDays: 90 };

/** A version as listed and as answered after an update: without its value. */
export function secretItem(vault: string, { name, secret }: NamedSecret) {
  return item(`${vault}/secrets/${name}/${secret.version}`, secret);
}

/** A secret as it stands in the list of all: without version and value, with its newest version's properties (documentation). */
export function baseItem(vault: string, { name, secret }: NamedSecret) {
  return item(`${vault}/secrets/${name}`, secret);
}

/** A version with its value. */
export function secretBundle(vault: string, named: NamedSecret) {
  return { value: named.secret.value, ...secretItem(vault, named) };
}

/** Order of members as recorded. */
function item(id: string, { contentType, tags, attributes }: NamedSecret["secret"]) {
  const { enabled, nbf, exp, created, updated } = attributes;
  return {
    ...(contentType === undefined ? {} : { contentType }),
    id,
    attributes: { enabled, nbf, exp, created, updated, ...RECOVERY },
    ...(tags ? { tags } : {}),
  };
}
