/** Issuers of Microsoft Entra ID, versions 1 and 2, the national clouds, and Entra External ID. */
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

/**
 * The default issuer of Azure AD B2C, and the one by policy; on b2clogin.com or on a domain of the customer's own.
 * Source: "Issuer (iss) claim" in the overview of tokens in Azure AD B2C.
 */
const B2C_ISSUERS = [
  /^https:\/\/([^/]+)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/v2\.0\/$/i,
  /^https:\/\/([^/]+)\/tfp\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/[^/]+\/v2\.0\/$/i,
];

/** Each tenant has a name of its own below these domains of Microsoft's. */
const B2C_DOMAIN = /\.(b2clogin\.(?:com|cn|us))$/;

/** A tenant of Azure AD B2C, all in lower case. */
export interface B2cTenant {
  /**
   * Whose word it is: Microsoft's, such as `b2clogin.com`, or that of a domain of somebody's own. Whoever runs such a
   * domain may say what they like of a tenant, so its users are not those of b2clogin.com.
   */
  readonly authority: string;
  readonly tenantId: string;
}

/**
 * The tenant in an issuer of Azure AD B2C; undefined for the issuers of others. It is not Entra's, even where it has the
 * same id: a custom policy can put anything into `oid` and `tid`.
 */
export function b2cTenantOf(issuer: string): B2cTenant | undefined {
  for (const form of B2C_ISSUERS) {
    const [, host, tenantId] = form.exec(issuer.toLowerCase()) ?? [];
    if (host !== undefined && tenantId !== undefined) {
      return { authority: B2C_DOMAIN.exec(host)?.[1] ?? host, tenantId };
    }
  }
  return undefined;
}

/**
 * Any but the one that RFC 9562 section 5.9 has for no id. Without flags, so that it means the same as a pattern of JSON
 * Schema.
 */
export const GUID = /^(?!0{8}-0{4}-0{4}-0{4}-0{12}$)[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** Whether a text is an id that Microsoft gives to tenants, users and apps. */
export function isGuid(id: string | undefined): id is string {
  return id !== undefined && GUID.test(id);
}
