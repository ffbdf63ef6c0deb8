import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** A package's folder, which may be among the node_modules of another package. */
const PACKAGE_FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const NOTICE_FILE = /^(?:licen[cs]e|notice|copying|third-?party)/i;

/**
 * The licences of the packages that the files `sources`, relative to `root`, are of: most ask for their text to go with
 * every copy. Each text is given once, under the packages that share it.
 */
export function thirdPartyNotices(sources: readonly string[], root: string): string {
  const folders = new Set(sources.flatMap((source) => PACKAGE_FOLDER.exec(source) ?? []));
  const packagesByText = new Map<string, Set<string>>();
  for (const folder of [...folders].sort()) {
    const { title, text } = noticeOf(join(root, folder));
    packagesByText.set(text, (packagesByText.get(text) ?? new Set()).add(title));
  }
  const sections = [...packagesByText].map(([text, titles]) => `${[...titles].join("\n")}\n\n${text}\n`);
  return [`This app contains the following packages.\n`, ...sections].join(`\n${"-".repeat(80)}\n\n`);
}

function noticeOf(folder: string): { title: string; text: string } {
  const { name, version, license } = manifest.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (file) => file.isFile() && NOTICE_FILE.test(file.name),
  );
  const texts = files.map((file) => readFileSync(join(folder, file.name), "utf8").replace(/\r\n/g, "\n").trim());
  return { title: `${name} ${version}`, text: texts.length > 0 ? texts.join("\n\n") : `Licence: ${license}` };
}
