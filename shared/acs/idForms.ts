const CLOUDS = ["acs", "dod-acs", "gcch-acs"];
const GUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
const GUID_LENGTH = 36;

/**
 * `8:acs:{resource}_{identity}`, both parts hexadecimal groups; `dod-acs` and `gcch-acs` in the US government clouds.
 * Without flags, so that it means the same as a pattern of JSON Schema. The SDKs, too, know the prefix by its very letters.
 * Source: "Communication identifier types" of the ACS documentation; ids in the SDKs' test recordings.
 */
export const IDENTITY_ID = new RegExp(`^8:(?:${CLOUDS.join("|")}):${GUID}_${GUID}$`);

/** The lengths of an identity's id, in characters. */
export const IDENTITY_ID_LENGTHS = CLOUDS.map((cloud) => `8:${cloud}:_`.length + 2 * GUID_LENGTH);

const ofEntra = new RegExp(`^8:(?:${CLOUDS.join("|")}):${GUID}_(?:wf_)?${GUID}_${GUID}$`);

/**
 * Ids of ACS and Teams that are no identities of an ACS resource alone: whose they are, and what is to be done in place of
 * issuing, revoking or deleting. Source: "Communication identifier types" of the ACS documentation, and how the SDKs read
 * them (identifierModels); `_wf_` stands in one example of its REST specification.
 */
const OTHER_KINDS: readonly [form: RegExp, whose: string, instead: string][] = [
  [
    ofEntra,
    "a Microsoft Entra user or resource account (Teams Phone Extensibility)",
    "it gets its tokens from ACS by an Entra token, and PUT or DELETE /api/teams-access/TENANT/OBJECT lets it in or shuts it out",
  ],
  [
    /^8:(?:orgid|dod|gcch):/,
    "a Teams user",
    "its tokens come from POST /api/me/teams-tokens, and end with the sign-in at Microsoft Entra",
  ],
  [/^8:teamsvisitor:/, "a guest of a Teams meeting", "Teams alone admits and removes guests"],
  [
    /^28:/,
    "a Teams app, bot or resource account",
    "name a resource account by its tenant and object id, in /api/teams-access/TENANT/OBJECT",
  ],
  [/^4:/, "a phone number", "there are no tokens for one"],
];

/** Of whom an id is that is no ACS identity, such as "a Teams user", and what to do about it; undefined where it cannot be told. */
export function ownerOf(id: string): { whose: string; instead: string } | undefined {
  const [, whose, instead] = OTHER_KINDS.find(([form]) => form.test(id)) ?? [];
  return whose === undefined || instead === undefined ? undefined : { whose, instead };
}
