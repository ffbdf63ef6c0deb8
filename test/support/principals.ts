const SCHEMAS = "http://schemas.microsoft.com/identity/claims";
const NAMEIDENTIFIER = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";

/** An `x-ms-client-principal` header as App Service Authentication writes it. */
export function appService(provider: string, claims: Record<string, string>): string {
  return encoded({
    auth_typ: provider,
    name_typ: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    role_typ: "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    claims: Object.entries(claims).map(([typ, val]) => ({ typ: typ === "nameidentifier" ? NAMEIDENTIFIER : typ, val })),
  });
}

/** One for a user who signed in with Microsoft Entra ID. */
export function entraPrincipal({ tenantId, objectId }: { tenantId: string; objectId: string }): string {
  return appService("aad", {
    iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    [`${SCHEMAS}/tenantid`]: tenantId,
    [`${SCHEMAS}/objectidentifier`]: objectId,
    [NAMEIDENTIFIER]: "the-subject-of-this-app-alone",
    preferred_username: "alice@example.com",
  });
}

/** One as Static Web Apps writes it, of a signed-in user unless changed. */
export function staticWebApps(changes: Record<string, unknown> = {}): string {
  return encoded({
    identityProvider: "github",
    userId: "d75b260a64504067bfc5b2905e3b8182",
    userDetails: "alice@example.com",
    userRoles: ["anonymous", "authenticated"],
    ...changes,
  });
}

function encoded(principal: unknown): string {
  return Buffer.from(JSON.stringify(principal)).toString("base64");
}
