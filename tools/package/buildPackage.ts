import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type Bundle, bundleApp } from "./bundleApp";
import { thirdPartyNotices } from "./thirdPartyNotices";

/** One folder for each part of the lifecycle, as package.json names them. */
const FOLDERS = ["IssueToken", "ManageIdentity", "RevokeTokens", "Service"];

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
