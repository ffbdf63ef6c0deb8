import * as z from "zod";
import type { Caller } from "../Caller";
import { entraCaller } from "../entraCaller";
import { listOf } from "../listOf";
import { invalidCredential } from "../refusals";
import { userKey } from "../userKey";
import { requireReadable } from "./requireReadable";

/** Source: "Decoding the client principal header" in App Service's documentation. */
export const appServicePrincipal = z.object({
  auth_typ: z.string().min(1),
  claims: listOf(isClaim),
});

interface Claim {
  typ: string;
  val?: unknown;
}

function isClaim(entry: unknown): entry is Claim {
  return typeof entry === "object" && entry !== null && "typ" in entry && typeof entry.typ === "string";
}

/** What App Service calls its Microsoft provider. */
const ENTRA = "aad";

/** The long names are those of the default claims mapping; the short ones come through where it is turned off. */
const OBJECT_ID = ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid"];
const TENANT_ID = ["http://schemas.microsoft.com/identity/claims/tenantid", "tid"];
const SUBJECT = ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier", "sub"];

type Principal = z.infer<typeof appServicePrincipal>;

/** @throws ApiError InvalidCredential when the principal names no user, or two */
export function callerOfAppService(principal: Principal): Caller {
  const { auth_typ: provider } = principal;
  const entra =
    provider === ENTRA ? entraCaller(claimOf(principal, TENANT_ID), claimOf(principal, OBJECT_ID)) : undefined;
  return entra ?? { key: userKey("easyauth", requireReadable(provider), requireReadable(subjectOf(principal))) };
}

function subjectOf(principal: Principal): string {
  const subject = claimOf(principal, SUBJECT);
  if (!subject) {
    throw invalidCredential("The header x-ms-client-principal has no claim nameidentifier.");
  }
  return subject;
}

/** The one value of a claim. With two there is no telling which of them App Service stands for. */
function claimOf({ claims }: Principal, names: readonly string[]): string | undefined {
  const values = new Set(claims.filter(({ typ }) => names.includes(typ)).map(({ val }) => val));
  const [value, ...others] = values;
  if (others.length > 0) {
    throw invalidCredential(`The header x-ms-client-principal has two different claims ${names[0] ?? ""}.`);
  }
  return typeof value === "string" ? value : undefined;
}
