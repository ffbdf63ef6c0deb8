import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type Bundle, bundleApp } from "./bundleApp";

/** One folder for each part of the lifecycle, as package.json names them. */
const FOLDERS = ["IssueToken", "ManageIdentity", "ManageTeamsAccess", "RevokeTokens", "Service"];

const manifest = z.object({ name: z.string(), version: z.string(), engines: z.object({ node: z.string() }) });

/** What is deployed. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** Contents by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** For whoever reads a stack trace; they are not deployed. */
  readonly sourceMaps: Bundle["sourceMaps"];
}

/** Builds the app of the folder `root` from its sources. */
export async function buildPackage(root: string): Promise<Package> {
  const { name, version, engines } = manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const { files, sourceMaps, sources } = await bundleApp(
    FOLDERS.map((folder) => `import "./${folder}";`).join("\n"),
    root,
  );
  const deployed = { name, version, private: true, type: "commonjs", main: "index.js", engines };
  return {
    name,
    version,
    files: new Map([
      ...files,
      ["host.json", readFileSync(join(root, "host.json"))],
      ["package.json", Buffer.from(`${JSON.stringify(deployed, null, 2)}\n`)],
      ["THIRD-PARTY-NOTICES.txt", Buffer.from(thirdPartyNotices(sources, root))],
    ]),
    sourceMaps,
  };
}

const dependency = z.object({ name: z.string(), version: z.string(), license: z.string() });

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
  const { name, version, license } = dependency.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (file) => file.isFile() && NOTICE_FILE.test(file.name),
  );
  const texts = files.map((file) => readFileSync(join(folder, file.name), "utf8").replace(/\r\n/g, "\n").trim());
  return { title: `${name} ${version}`, text: texts.length > 0 ? texts.join("\n\n") : `Licence: ${license}` };
}
