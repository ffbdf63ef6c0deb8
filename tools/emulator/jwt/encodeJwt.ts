import type { JwtKey } from "./JwtKey";

/** The compact form of `payload`, members in the given order, signed with `key`. */
export function encodeJwt(payload: Readonly<Record<string, unknown>>, key: JwtKey): string {
  const signed = `${base64url(key.header)}.${base64url(payload)}`;
  return `${signed}.${key.sign(Buffer.from(signed)).toString("base64url")}`;
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
