/** Development constants: the same on every machine, printed in documentation, worth nothing outside the emulator. */
export const wellKnown = {
  /** Immutable id of the emulated Communication Services resource, unless it is given another one. */
  resourceId: "0ac5de57-0000-4000-8000-000000000001",
  /** Entra tenant in which the emulated managed identity lives. */
  tenantId: "0ac5de57-0000-4000-8000-000000000002",
  /** Client id and object id of the managed identity. */
  clientId: "0ac5de57-0000-4000-8000-000000000003",
  objectId: "0ac5de57-0000-4000-8000-000000000004",
  /** What callers of the managed-identity endpoint send as X-IDENTITY-HEADER. */
  identityHeader: "0ac5de57-0000-4000-8000-000000000005",
  /** What the resource is called in Azure Resource Manager. */
  azureResourceId:
    "/subscriptions/0ac5de57-0000-4000-8000-000000000006/resourceGroups/emulator/providers/Microsoft.Communication/communicationServices/emulator",
  /** The secret that holds the connection string. */
  secretName: "acs-connection-string",
  /** 64 readable bytes each, the length of real access keys. */
  accessKeys: {
    primary: base64("The primary access key of the emulated resource. Not a secret. 1"),
    secondary: base64("The secondary access key of the emulated resource. No secret.  2"),
  },
} as const;

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
