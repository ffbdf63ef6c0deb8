import type { HttpRequest } from "@azure/functions";
import { IDENTITY_ID, ownerOf } from "../acs/idForms";
import type { Checked } from "./fieldErrors";

/** The route's `{id}`, raw or percent-encoded: the Functions host decodes a route value once. */
export function identityId(request: HttpRequest): Checked<string> {
  const id = decode(request.params["id"] ?? "");
  return IDENTITY_ID.test(id)
    ? { value: id }
    : { fieldErrors: [{ code: "InvalidIdentity", target: "id", message: whyNone(id) }] };
}

function whyNone(id: string): string {
  const owner = ownerOf(id);
  return owner
    ? `The id in the path is that of ${owner.whose}, not an ACS identity; ${owner.instead}.`
    : "The id in the path is not an ACS identity; use the user.communicationUserId of POST /api/identities, such as 8:acs:GUID_GUID.";
}

function decode(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
