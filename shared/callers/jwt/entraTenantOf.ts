/**
 * Issuers of Microsoft Entra ID, versions 1 and 2, the national clouds, and Entra External ID. Not Azure AD B2C: its
 * custom policies can put anything into `oid` and `tid`.
 */
const ENTRA_ISSUERS = [
  /^https:\/\/sts\.windows\.net\/([^/]+)\/$/,
  /^https:\/\/sts\.chinacloudapi\.cn\/([^/]+)\/$/,
  /^https:\/\/login\.(?:microsoftonline\.(?:com|us)|partner\.microsoftonline\.cn)\/([^/]+)\/v2\.0$/,
  /^https:\/\/[0-9a-z-]+\.ciamlogin\.com\/([^/]+)\/v2\.0$/,
];

/** The tenant id in an issuer of Microsoft Entra ID, in lower case; undefined for the issuers of others. */
export function entraTenantOf(issuer: string): string | undefined {
  return ENTRA_ISSUERS.map((form) => form.exec(issuer)?.[1])
    .find((tenant) => tenant !== undefined)
    ?.toLowerCase();
}
