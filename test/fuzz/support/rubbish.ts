import * as fc from "fast-check";

/** Stands in credentials, queries and bodies, none of which may come up in the log. Never in a path or a request id. */
export const MARK = "qZ7xK";

/** The UTF-8 bytes of a text. */
export function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** A piece of text that something may stumble over. */
export const rubbish = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "",
    " ",
    ".",
    "..",
    "%",
    "%zz",
    "%00",
    "%2F",
    "%E0%A4%A",
    "{}",
    "[]",
    "null",
    "undefined",
    "NaN",
    "-1",
  ),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "'\"`;--",
    "${7*7}",
    "{{7*7}}",
  ),
  fc.constantFrom("\ud800", "\ufeff", "\u2028", "\u202e", "\u0000", "\u00e9", "\u{1f4a9}", "x".repeat(3000)),
);

/** The same in a path or a query. */
export const encodedRubbish = rubbish.map((text) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "?")));
