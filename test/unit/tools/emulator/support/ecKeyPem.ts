import { generateKeyPairSync } from "node:crypto";

/** A new private key like that of the server's certificate (PEM). */
export function ecKeyPem(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}
