/** An unsecured JWT (RFC 7519, section 6): what the emulator takes for the Entra token of a Teams user. */
export function unsecuredJwt(claims: Readonly<Record<string, unknown>>): string {
  const parts = [{ alg: "none" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return `${parts.join(".")}.`;
}
