/** Control characters and line ends, with the indentation around them, become one space: a text of one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, (run) => (CONTROL.test(run) ? " " : run)).trim();
}

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
