import { createHash } from "node:crypto";

/** The value of `x-ms-content-sha256` for a body. */
export function contentHash(body: Buffer): string {
  return createHash("sha256").update(body).digest("base64");
}
