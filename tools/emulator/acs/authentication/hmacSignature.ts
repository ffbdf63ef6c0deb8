import { createHmac } from "node:crypto";

/** The signature of `text` with an access key (base64), itself in base64. */
export function hmacSignature(accessKey: string, text: string): string {
  return createHmac("sha256", Buffer.from(accessKey, "base64")).update(text, "utf8").digest("base64");
}
