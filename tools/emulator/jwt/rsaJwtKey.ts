import { createHash, generateKeyPair, sign, verify } from "node:crypto";
import { promisify } from "node:util";

import type { JwtKey } from "./JwtKey";

const MODULUS_BITS = 2048; // recorded: signatures of 342 characters

/** RS256 with a new key pair, whose header is like that of ACS: `kid` 40 hex digits, `x5t` the same bytes (recorded). */
export async function rsaJwtKey(): Promise<JwtKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: MODULUS_BITS });
  const thumbprint = createHash("sha1")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest();
  const kid = thumbprint.toString("hex").toUpperCase();
  return {
    header: { alg: "RS256", kid, x5t: thumbprint.toString("base64url"), typ: "JWT" },
    sign: (data) => sign("sha256", data, privateKey),
    verify: (data, signature) => verify("sha256", data, publicKey, signature),
  };
}
