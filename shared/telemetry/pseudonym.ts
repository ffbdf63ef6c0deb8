import { createHmac } from "node:crypto";

/** Stands for an identity or a user in the log: the same for the same one, and telling nothing to who lacks the salt. */
export type Pseudonym = (id: string) => string;

const LENGTH = 32;

/** HMAC-SHA256 with the salt as its key, the first 32 hexadecimal digits. */
export function pseudonyms(salt: string): Pseudonym {
  return (id) => createHmac("sha256", salt).update(id).digest("hex").slice(0, LENGTH);
}
