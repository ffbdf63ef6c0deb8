import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { thirdPartyNotices } from "../package/buildPackage";

/**
 * Makes what the package holds: the program and the module, each with all that it needs in one file but lmdb, whose
 * binaries npm chooses by the machine. To be run in the package's folder, as `npm pack` does.
 */
async function main(): Promise<void> {
  const root = join(process.cwd(), "../..");
  const dist = join(root, "tools/emulator/dist");
  // What an earlier version has left would be packed, too. This very program was loaded from there, and is done with.
  rmSync(dist, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: ["main", "index"].map((name) => `tools/emulator/${name}.ts`),
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    platform: "node",
    target: "node20.19",
    external: ["lmdb"],
    // The notices of what is in the bundle are gathered from the packages themselves.
    legalComments: "none",
    metafile: true,
  });
  copyFileSync(join(root, "LICENSE"), join(dist, "LICENSE"));
  copyFileSync(join(root, "tools/emulator/site/live.js"), join(dist, "live.js"));
  writeFileSync(join(dist, "THIRD-PARTY-NOTICES.txt"), thirdPartyNotices(Object.keys(metafile.inputs), root));
}

void main();
