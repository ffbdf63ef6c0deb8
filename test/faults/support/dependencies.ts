/** What the API depends on, each behind a fault proxy of its own. */
export const DEPENDENCIES = {
  acs: "ACS",
  keyVault: "Key Vault",
  managedIdentity: "managed identity",
  tables: "Table Storage",
} as const;

export type Dependency = keyof typeof DEPENDENCIES;
