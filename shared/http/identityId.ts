import type { HttpRequest } from "@azure/functions";
import type { Checked } from "./fieldErrors";

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

/** The route's `{id}`, raw or percent-encoded: the Functions host decodes a route value once. */
export function identityId(request: HttpRequest): Checked<string> {
  const id = decode(request.params["id"] ?? "");
  return IDENTITY_ID.test(id)
    ? { value: id }
    : {
        fieldErrors: [
          {
            code: "InvalidIdentity",
            target: "id",
            message:
              "The id in the path is not an ACS identity; use the user.communicationUserId of POST /api/identities, such as 8:acs:GUID_GUID.",
          },
        ],
      };
}

function decode(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
