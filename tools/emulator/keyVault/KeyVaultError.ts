/** A refusal in Key Vault's words. */
export class KeyVaultError extends Error {
  override readonly name = "KeyVaultError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: { readonly innerCode?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
  }

  /** The envelope on the wire. */
  toJSON(): unknown {
    const { innerCode } = this.details;
    const inner = innerCode === undefined ? {} : { innererror: { code: innerCode } };
    return { error: { code: this.code, message: this.message, ...inner } };
  }
}

/** Recorded. */
export function secretNotFound(nameOrId: string): KeyVaultError {
  return new KeyVaultError(
    404,
    "SecretNotFound",
    `A secret with (name/id) ${nameOrId} was not found in this key vault. If you recently deleted this secret you may ` +
      "be able to recover it using the correct recovery command. For help resolving this issue, please see " +
      "https://go.microsoft.com/fwlink/?linkid=2125182",
  );
}

/** Recorded. */
export function secretDisabled(): KeyVaultError {
  return new KeyVaultError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", {
    innerCode: "SecretDisabled",
  });
}

/** Code: documentation. Wording: our choice. */
export function badParameter(message: string): KeyVaultError {
  return new KeyVaultError(400, "BadParameter", message);
}
