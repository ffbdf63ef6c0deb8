import { lacksScope } from "../refusals";
import type { Claims } from "./claims";

/**
 * Checks that a token has the scope (what a user let an app do) or the app role of this name.
 * @throws ApiError Forbidden
 */
export function checkScope({ scp, scope, roles = [] }: Claims, required: string | undefined): void {
  if (required !== undefined && ![...wordsOf(scp), ...wordsOf(scope), ...roles].includes(required)) {
    throw lacksScope(required);
  }
}

function wordsOf(scopes: string | readonly string[] | undefined): readonly string[] {
  return typeof scopes === "string" ? scopes.split(" ") : (scopes ?? []);
}
