import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

/** A text in the code: as a person reads it, with `…` where a value goes, and as what its outcomes match. */
export interface Sentence {
  readonly file: string;
  readonly text: string;
  /** Matches each text that this one becomes, or becomes a part of. */
  readonly part: RegExp;
  /** Matches each text that this one becomes. */
  readonly whole: RegExp;
}

/** Two words at least. */
const WORDS = /[a-z]{2}[,;:]? [a-z(]/i;

/** What only programmers meet. */
const OF_PROGRAMMERS = /^(?:TypeError|RangeError)$/;

/** All texts of two words and more in the TypeScript files of these folders. */
export function sentencesIn(folders: readonly string[]): Sentence[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .flatMap((name) => sentencesOf(`${folder}/${name}`)),
  );
}

function sentencesOf(file: string): Sentence[] {
  const found: Sentence[] = [];
  const visit = (node: ts.Node): void => {
    const isOfProgrammers = ts.isNewExpression(node) && OF_PROGRAMMERS.test(node.expression.getText());
    if (ts.isImportDeclaration(node) || ts.isLiteralTypeNode(node) || isOfProgrammers) {
      return;
    }
    const parts = partsOf(node);
    if (parts && WORDS.test(parts.join("…"))) {
      const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[^]*?");
      found.push({ file, text: parts.join("…"), part: new RegExp(pattern), whole: new RegExp(`^${pattern}$`) });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
  return found;
}

function partsOf(node: ts.Node): string[] | undefined {
  if (ts.isStringLiteralLike(node)) {
    return [node.text];
  }
  return ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)]
    : undefined;
}
