import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../../tools/kit/projectRoot";

export interface Page {
  /** Its path in the project. */
  readonly name: string;
  readonly text: string;
}

export interface Section {
  readonly heading: string;
  readonly text: string;
}

/** README and all of docs/. */
export const PAGES: readonly Page[] = ["README.md", ...pagesOf("docs")].map((name) => ({
  name,
  text: readFileSync(join(projectRoot(), name), "utf8"),
}));

function pagesOf(folder: string): string[] {
  const names = readdirSync(join(projectRoot(), folder)).filter((name) => name.endsWith(".md"));
  return names.map((name) => join(folder, name));
}

/** @throws TypeError where there is no such page */
export function pageOf(name: string): Page {
  const found = PAGES.find((page) => page.name === name);
  if (found === undefined) {
    throw new TypeError(`There is no page ${name}.`);
  }
  return found;
}

/** A page without its blocks of code. */
export function proseOf({ text }: Page): string {
  return text.replace(/^ *```[^]*?^ *```$/gm, "");
}

/** All that stands between backquotes in a page's prose and has this form. */
export function named(form: RegExp, page: Page): string[] {
  const quoted = [...proseOf(page).matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
  return [...new Set(quoted.filter((text) => form.test(text)))];
}

/** package.json, as far as pages tell of it. */
export const MANIFEST = z
  .object({ version: z.string(), main: z.string(), scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")));

/** The parts of a page below its headings of any level, and what stands before the first of them. */
export function sectionsOf(page: Page): Section[] {
  return proseOf(page)
    .split(/^#+ (?=\S)/m)
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const [heading = "", ...lines] = part.split("\n");
      return { heading, text: lines.join("\n") };
    });
}
