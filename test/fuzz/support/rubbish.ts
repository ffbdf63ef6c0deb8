import * as fc from "fast-check";

/** Stands in credentials, queries and bodies, none of which may come up in the log. Never in a path or a request id. */
export const MARK = "qZ7xK";

/** The UTF-8 bytes of a text. */
export function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The words of a text, `words\`60 6e1\``: a table of short cases. */
export function words(text: TemplateStringsArray, ...values: readonly string[]): string[] {
  return filled(text, values)
    .split(/[ \n]+/)
    .filter((word) => word !== "");
}

/** The lines of a text without the blanks around them: a table of longer cases. */
export function lines(text: TemplateStringsArray, ...values: readonly string[]): string[] {
  return filled(text, values)
    .split("\n")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** `values` cannot end a word or a line: their blanks are kept. */
function filled(text: TemplateStringsArray, values: readonly string[]): string {
  return String.raw({ raw: [...text] }, ...values);
}

/** Of several ways, each so often for all that are taken: a list of texts, or what makes them. */
export function weighted<T>(...ways: readonly (readonly [weight: number, from: readonly T[] | fc.Arbitrary<T>])[]) {
  return fc.oneof(
    ...ways.map(([weight, from]) => ({
      weight,
      arbitrary: from instanceof fc.Arbitrary ? from : fc.constantFrom(...from),
    })),
  );
}

/** A piece of text that something may stumble over. */
export const rubbish = weighted(
  [1, fc.string({ unit: "binary", maxLength: 30 })],
  [1, ["", " ", ...words`. .. % %zz %00 %2F %E0%A4%A {} [] null undefined NaN -1`]],
  [1, words`__proto__ constructor prototype toString hasOwnProperty '"\`;--  $\{7*7} {{7*7}}`],
  [1, ["\ud800", "\ufeff", "\u2028", "\u202e", "\u0000", "\u00e9", "\u{1f4a9}", "x".repeat(3000)]],
);

/** The same in a path or a query. */
export const encodedRubbish = rubbish.map((text) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "?")));
