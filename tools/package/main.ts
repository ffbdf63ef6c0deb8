import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { parseOptions, reportFailure } from "../kit/commandLine";
import { formatTable } from "../kit/formatTable";
import { projectRoot } from "../kit/projectRoot";
import { buildPackage } from "./buildPackage";

const HELP = `Makes the zip that is deployed: the app in a few files, with all that it needs of node_modules.

  --out DIR     where to put it, and the source maps beside it; dist/package by default
  --files DIR   where to lay its files, too, as they are in it; what was in DIR is removed
  --help        this text`;

const OPTIONS = { out: { type: "string" }, files: { type: "string" }, help: { type: "boolean" } } as const;

async function main(): Promise<void> {
  const { out, files: filesDirectory, help } = parseOptions(OPTIONS, process.argv.slice(2));
  if (help) {
    console.log(HELP);
    return;
  }
  const root = projectRoot();
  const directory = out === undefined ? join(root, "dist/package") : resolve(out);
  // Before the work: it may be one that cannot be used.
  mkdirSync(directory, { recursive: true });
  const { name, version, files, sourceMaps } = await buildPackage(root);
  const zipped = zip(files);
  const path = join(directory, `${name}-${version}.zip`);
  write(directory, new Map([[`${name}-${version}.zip`, zipped]]));
  const maps = join(directory, "source-maps");
  rmSync(maps, { recursive: true, force: true });
  write(maps, sourceMaps);
  if (filesDirectory !== undefined) {
    rmSync(resolve(filesDirectory), { recursive: true, force: true });
    write(resolve(filesDirectory), files);
  }

  const sizes = [...files].sort(([a], [b]) => a.localeCompare(b)).map(([file, bytes]) => [file, kilobytes(bytes)]);
  console.log(formatTable(["file", "KB"], [...sizes, ["zipped", kilobytes(zipped)]]));
  console.log(relative(process.cwd(), path));
}

/** Zip times have no zone; this is the earliest that they can tell. */
const NO_TIME = new Date(1980, 0, 1);

const UNIX = 3;
const REGULAR_FILE_644 = 0o100644 * 0x10000;

/** A zip of `files`, contents by name. The same files give the same bytes, whenever and wherever it is made. */
function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const names = [...files.keys()].sort();
  const entries: Zippable = Object.fromEntries(names.map((name) => [name, files.get(name) ?? new Uint8Array()]));
  return zipSync(entries, { level: 9, mtime: NO_TIME, os: UNIX, attrs: REGULAR_FILE_644 });
}

function write(directory: string, files: ReadonlyMap<string, Uint8Array>): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, bytes] of files) {
    writeFileSync(join(directory, name), bytes);
  }
}

function kilobytes({ byteLength }: Uint8Array): string {
  return (byteLength / 1000).toFixed(1);
}

main().catch((error: unknown) => {
  reportFailure(error, "Choose another folder with --out.");
});
