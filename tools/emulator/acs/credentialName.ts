import type { AccessKeyRecord } from "../store/records";

/** The credential of callers with a token of the managed identity, which no regenerated key ends. */
export const ENTRA_CREDENTIAL = "entra";

/** Names one generation of an access key. */
export function credentialName({ name, generation }: AccessKeyRecord): string {
  return `${name}-${generation}`;
}
