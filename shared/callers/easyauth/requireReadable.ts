import { invalidCredential } from "../refusals";

/** What decoding makes of bytes that are not UTF-8, and hashing of half a surrogate pair. */
const UNREADABLE = /\uFFFD|\p{Surrogate}/u;

/**
 * The Static Web Apps emulator writes the names of users in Latin-1, which is nobody's harm; in an id, two users could
 * become one.
 * @throws ApiError InvalidCredential
 */
export function requireReadable(id: string): string {
  if (UNREADABLE.test(id)) {
    throw invalidCredential("The header x-ms-client-principal has an id that is not valid UTF-8.");
  }
  return id;
}
