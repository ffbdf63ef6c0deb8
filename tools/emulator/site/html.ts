/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

export type Value = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A template of HTML: what is put in is escaped, unless it is HTML itself. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.map((text, i) => (i === 0 ? "" : textOf(values[i - 1] ?? "")) + text).join(""));
}

function textOf(value: Value): string {
  if (value instanceof Html) {
    return value.text;
  }
  if (typeof value === "object") {
    return value.map(({ text }) => text).join("");
  }
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
