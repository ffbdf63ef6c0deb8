import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import type { JwtKey } from "./JwtKey";

/** ES256 with a P-256 private key (PEM). */
export function ecJwtKey(pem: string): JwtKey {
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const dsaEncoding = "ieee-p1363"; // the form that JWT prescribes (RFC 7518, 3.4)
  return {
    header: { typ: "JWT", alg: "ES256" },
    sign: (data) => sign("sha256", data, { key: privateKey, dsaEncoding }),
    verify: (data, signature) => verify("sha256", data, { key: publicKey, dsaEncoding }, signature),
  };
}
