import { b2cTenantOf, entraTenantOf, isGuid } from "../callers/microsoftIssuer";

/** What stands in an example, or for any tenant: in braces, or in words like TENANT_ID and YOUR-TENANT. */
const PLACEHOLDER = /[{}<>$]|%7b|%3c|\b(?:your|my|the)?[-_]?tenant[-_]?(?:id|name|guid)\b|\byour[-_]/i;

/** Microsoft's hosts whose issuers have a tenant's id in the path. */
const MICROSOFT =
  /^(?:sts\.windows\.net|sts\.chinacloudapi\.cn|login\.microsoftonline\.(?:com|us)|login\.partner\.microsoftonline\.cn|[^.]+\.(?:ciamlogin\.com|b2clogin\.(?:com|cn|us)))$/;

/** The clouds in which a tenant of such an issuer can be; version 1 of the US government's has that of the public one. */
const CLOUDS: readonly [host: RegExp, clouds: readonly string[]][] = [
  [/^sts\.windows\.net$/, ["public", "us"]],
  [/^login\.microsoftonline\.us$/, ["us"]],
  [/\.cn$/, ["china"]],
  [/./, ["public"]],
];

/** Whether tokens can be of this issuer: an https address without a placeholder, of Microsoft's with a tenant's id. */
export function isIssuer(value: string): value is string {
  if (!URL.canParse(value) || new URL(value).protocol !== "https:" || PLACEHOLDER.test(value)) {
    return false;
  }
  const { hostname } = new URL(value);
  return !MICROSOFT.test(hostname) || isGuid(entraTenantOf(value) ?? b2cTenantOf(value)?.tenantId);
}

/** A tenant's id is given once for all clouds: with issuers of two clouds, two users could be taken for one. */
export function areOfOneCloudEach(issuers: readonly string[]): boolean {
  const tenants = new Map<string, readonly string[]>();
  return issuers.every((issuer) => {
    const tenant = entraTenantOf(issuer);
    if (tenant === undefined) {
      return true;
    }
    const { hostname } = new URL(issuer);
    const [, clouds = []] = CLOUDS.find(([host]) => host.test(hostname)) ?? [];
    const left = (tenants.get(tenant) ?? clouds).filter((cloud) => clouds.includes(cloud));
    tenants.set(tenant, left);
    return left.length > 0;
  });
}
