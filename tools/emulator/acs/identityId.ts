import type { Clock } from "../../../shared/clock";

/** Identities count their milliseconds from here: 2020-01-01T08:00:00Z (found in recorded ids). */
const IDENTITY_EPOCH_MS = Date.UTC(2020, 0, 1, 8);

const COUNTER_SIZE = 2 ** 24;
const FORM = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

export function identityPrefix(resourceId: string): string {
  return `8:acs:${resourceId}_`;
}

/** Whether `id` has the form of an identity of this resource, whether or not it was ever created. */
export function isIdentityOf(resourceId: string, id: string): boolean {
  const prefix = identityPrefix(resourceId);
  return id.startsWith(prefix) && FORM.test(id.slice(prefix.length));
}

/** The identity of an Entra user, whom the resource has not made but lets in (specification). */
export function entraIdentityId(resourceId: string, tenantId: string, objectId: string): string {
  return `${identityPrefix(resourceId)}${tenantId}_${objectId}`;
}

const ENTRA_FORM = /^8:acs:[\da-f-]{36}_[\da-f-]{36}_[\da-f-]{36}$/;

export function isEntraIdentity(id: string): boolean {
  return ENTRA_FORM.test(id);
}

/**
 * Makes ids as ACS does (found in recorded ids): the resource, the millisecond in 8 bytes, the node in 5, a counter of
 * that node in 3, as `8:acs:{resourceId}_{8}-{4}-{4}-{4}-{12}` in lower-case hex.
 */
export function identityIds(resourceId: string, clock: Clock, randomBytes: (size: number) => Buffer): () => string {
  const node = randomBytes(5).toString("hex");
  let counter = randomBytes(3).readUIntBE(0, 3);
  return () => {
    counter = (counter + 1) % COUNTER_SIZE;
    const digits = hex(clock.now() - IDENTITY_EPOCH_MS, 16) + node + hex(counter, 6);
    return identityPrefix(resourceId) + digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
