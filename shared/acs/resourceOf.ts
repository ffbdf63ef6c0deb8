const WITH_RESOURCE = /^8:(?:acs|dod-acs|gcch-acs):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_/i;

/**
 * The ACS resource that an identity is of: the GUID, in lower case, that stands in all ids of the resource for as long as
 * it lives, whatever its host names and keys. Undefined for an id without one. Source: "Communication identifier types"
 * of the ACS documentation; ids in the SDKs' test recordings.
 */
export function resourceOf(identityId: string): string | undefined {
  return WITH_RESOURCE.exec(identityId)?.[1]?.toLowerCase();
}
