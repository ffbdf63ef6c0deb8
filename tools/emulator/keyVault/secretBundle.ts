import type { SecretVersion } from "../store/records";

/** Settings of the emulated vault: soft delete as new vaults have it. */
const RECOVERY = { recoveryLevel: "Recoverable+Purgeable", recoverableDays: 90 };

/** A version as listed and as answered after an update: without its value. Order of members as recorded. */
export function secretItem(vault: string, name: string, { version, contentType, tags, attributes }: SecretVersion) {
  const { enabled, nbf, exp, created, updated } = attributes;
  return {
    ...(contentType === undefined ? {} : { contentType }),
    id: `${vault}/secrets/${name}/${version}`,
    attributes: { enabled, nbf, exp, created, updated, ...RECOVERY },
    ...(tags ? { tags } : {}),
  };
}

/** A version with its value. */
export function secretBundle(vault: string, name: string, secret: SecretVersion) {
  return { value: secret.value, ...secretItem(vault, name, secret) };
}
