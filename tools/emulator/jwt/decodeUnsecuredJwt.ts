import { decodeObject } from "./decodeObject";

const UNSECURED_FORM = /^([\w-]+)\.([\w-]+)\.$/;

/** The claims of an unsecured JWT (RFC 7519, section 6), which anybody can have written; `undefined` for all else. */
export function decodeUnsecuredJwt(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, header, payload] = UNSECURED_FORM.exec(token) ?? [];
  if (!header || !payload) return undefined;
  return decodeObject(header)?.["alg"] === "none" ? decodeObject(payload) : undefined;
}
