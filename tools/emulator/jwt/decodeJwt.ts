import { decodeObject } from "./decodeObject";
import type { JwtKey } from "./JwtKey";

const COMPACT_FORM = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** The claims of `token`; `undefined` when it is no JWT or `key` did not sign it. */
export function decodeJwt(token: string, key: JwtKey): Readonly<Record<string, unknown>> | undefined {
  const [, header, payload, signature] = COMPACT_FORM.exec(token) ?? [];
  if (!header || !payload || !signature) return undefined;
  const bytes = Buffer.from(signature, "base64url");
  // A token is one string: a last character whose spare bits differ makes another one.
  if (bytes.toString("base64url") !== signature) return undefined;
  return key.verify(Buffer.from(`${header}.${payload}`), bytes) ? decodeObject(payload) : undefined;
}
