import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  sign,
  verify,
} from "node:crypto";
import { promisify } from "node:util";
import type { JwtKey } from "./JwtKey";

const MODULUS_BITS = 2048; // recorded: signatures of 342 characters

/** A key whose public half can be published. */
export interface RsaJwtKey extends JwtKey {
  /** As in a JWK Set (RFC 7517): with `kid`, `use` and `alg`. */
  readonly publicJwk: JsonWebKey;
}

/** A new private key (PEM) for {@link rsaJwtKey}. */
export async function newRsaKeyPem(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: MODULUS_BITS });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** RS256 with a private key (PEM), whose header is like that of ACS: `kid` 40 hex digits, `x5t` the same bytes (recorded). */
export function rsaJwtKey(pem: string): RsaJwtKey {
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const thumbprint = createHash("sha1")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest();
  const kid = thumbprint.toString("hex").toUpperCase();
  return {
    header: { alg: "RS256", kid, x5t: thumbprint.toString("base64url"), typ: "JWT" },
    publicJwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" },
    sign: (data) => sign("sha256", data, privateKey),
    verify: (data, signature) => verify("sha256", data, publicKey, signature),
  };
}
