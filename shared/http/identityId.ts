import type { HttpRequest } from "@azure/functions";
import type { Checked } from "./checked";

/**
 * `8:acs:{resource}_{identity}`, both parts hexadecimal groups; `dod-acs` and `gcch-acs` in the US government clouds.
 * Source: "Communication identifier types" of the ACS documentation; ids in the SDKs' test recordings.
 */
export const IDENTITY_ID =
  /^8:(?:acs|dod-acs|gcch-acs):[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The route's `{id}`, raw or percent-encoded: the Functions host decodes a route value once. */
export function identityId(request: HttpRequest): Checked<string> {
  const id = decode(request.params["id"] ?? "");
  return IDENTITY_ID.test(id)
    ? { value: id }
    : {
        faults: [
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
