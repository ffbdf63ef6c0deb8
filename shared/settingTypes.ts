import * as z from "zod";
import type { TokenScope } from "./acs/sdks";

/** A text that `isValid`; `rule` says what that is. */
export function text(isValid: (value: string) => boolean, rule: string) {
  return z.string(rule).refine(isValid, rule);
}

export function wholeNumber(min: number, max: number) {
  const rule =
    min === max
      ? `with ACS_SDK=administration it must be ${max}, since that SDK cannot set a lifetime`
      : `it must be a whole number from ${min} to ${max}`;
  const isInRange = (value: string) => /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;
  return text(isInRange, rule).transform(Number);
}

/** A comma list of scopes, each once. */
export function scopeList(scopes: readonly TokenScope[]) {
  const isScope = (part: string): part is TokenScope => scopes.some((scope) => scope === part);
  return listOf(isScope, `it must be a comma list of ${scopes.join(", ")}`);
}

/** A comma list of what `isItem`, each once. */
export function listOf<T extends string>(isItem: (part: string) => part is T, rule: string) {
  return z.string(rule).transform((list, context): T[] => {
    const parts = [...new Set(list.split(",").map((part) => part.trim()))];
    if (parts.every(isItem)) {
      return parts;
    }
    context.addIssue(rule);
    return z.NEVER;
  });
}
