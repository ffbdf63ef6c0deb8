import type { HttpRequest } from "../http/http";
import { badParameter } from "./KeyVaultError";
import type { NamedSecret } from "./Secrets";

/** Settings of the emulated vault: soft delete as new vaults have it. */
const RECOVERY = { recoveryLevel: "Recoverable+Purgeable", recoverableDays: 90 };

/** A version as listed and as answered after an update: without its value. */
export function secretItem(vault: string, { name, secret }: NamedSecret) {
  return item(`${vault}/secrets/${name}/${secret.version}`, secret);
}

/** A secret as it stands in the list of all: without version and value, with its newest version's properties (documentation). */
export function baseItem(vault: string, { name, secret }: NamedSecret) {
  return item(`${vault}/secrets/${name}`, secret);
}

/** A version with its value. */
export function secretBundle(vault: string, named: NamedSecret) {
  return { value: named.secret.value, ...secretItem(vault, named) };
}

/** Order of members as recorded. */
function item(id: string, { contentType, tags, attributes }: NamedSecret["secret"]) {
  const { enabled, nbf, exp, created, updated } = attributes;
  return {
    ...(contentType === undefined ? {} : { contentType }),
    id,
    attributes: { enabled, nbf, exp, created, updated, ...RECOVERY },
    ...(tags ? { tags } : {}),
  };
}

/** Of a page, and of `maxresults` (documentation and reports). */
const MAX_ITEMS = 25;

/** What a list answers with. */
interface ListPage {
  readonly value: readonly unknown[];
  /** Where the next page is; null on the last one (recorded). */
  readonly nextLink: string | null;
}

/**
 * The page of `items` that a request asks for with `maxresults` and the `$skiptoken` of a `nextLink`. Here the token is a
 * place in the list; the real one is as opaque to clients. @throws KeyVaultError 400
 */
export function listPage(items: readonly unknown[], vault: string, { query, segments }: HttpRequest): ListPage {
  const asked = query.get("maxresults");
  const size = asked === null ? MAX_ITEMS : wholeNumber("maxresults", asked, 1, MAX_ITEMS);
  const token = query.get("$skiptoken");
  const start = token === null ? 0 : wholeNumber("$skiptoken", token, 1, Number.MAX_SAFE_INTEGER);
  const end = start + size;
  const version = encodeURIComponent(query.get("api-version") ?? "");
  const next = `${vault}/${segments.join("/")}?api-version=${version}&$skiptoken=${end}`;
  return {
    value: items.slice(start, end),
    nextLink: end < items.length ? `${next}${asked === null ? "" : `&maxresults=${size}`}` : null,
  };
}

/** Code: reported; wording: our choice. */
function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) {
    return value;
  }
  throw badParameter(`${name} must be a whole number from ${min} to ${max}.`);
}
