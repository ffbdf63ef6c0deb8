import type { Caller } from "./callers/Caller";
import { ApiError } from "./errors";

/** The caller's place in Microsoft Entra. @throws ApiError Forbidden when the caller signed in elsewhere */
export function entraUserOf({ entra }: Caller): NonNullable<Caller["entra"]> {
  if (!entra) {
    throw new ApiError(
      "Forbidden",
      "Only users who signed in with Microsoft Entra can be Teams users; sign in with Microsoft Entra.",
    );
  }
  return entra;
}
