import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build, type Metafile, type OutputFile, type Plugin, transform } from "esbuild";

/** A Functions app in a few files that need no node_modules. */
export interface Bundle {
  /** Contents by name; `index.js` is the entry, the others are loaded by it, some only when they are needed. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** By the name of their file, with `.map` after it. */
  readonly sourceMaps: ReadonlyMap<string, Uint8Array>;
  /** The source files of which something got into the bundle, relative to `root`. */
  readonly sources: readonly string[];
}

/** The oldest Node.js that runs it. */
const TARGET = "node20.19";

/**
 * Bundles what `entry`, the text of a TypeScript module in the folder `root`, imports. What it imports by `import()` is
 * kept in files of its own. esbuild splits a bundle so only as ES modules, so these are made CommonJS in a second step:
 * Node.js loads CommonJS faster.
 */
export async function bundleApp(entry: string, root: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: root, sourcefile: "index.ts", loader: "ts" },
    absWorkingDir: root,
    outdir: join(root, "dist/package"),
    entryNames: "index",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    // A package's ES modules come first: its CommonJS would bring the CommonJS of all that it needs, a second time.
    mainFields: ["module", "main"],
    target: TARGET,
    minify: true,
    plugins: [keepClassNames],
    // What the Functions worker provides.
    external: ["@azure/functions-core"],
    sourcemap: "inline",
    // The notices of what is in the bundle are gathered from the packages themselves.
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const modules = await Promise.all(outputFiles.map(toCommonJs));
  return {
    files: new Map(modules.map(({ name, code }) => [name, Buffer.from(code)])),
    sourceMaps: new Map(modules.map(({ name, map }) => [`${name}.map`, Buffer.from(map)])),
    sources: sourcesOf(metafile),
  };
}

/**
 * Where a class is known by its name: jose's errors stand in the log by theirs. All other names are shortened: to keep them,
 * too, took 7 % of the CPU of a start.
 */
const NAMED_CLASSES = /[\\/]node_modules[\\/]jose[\\/]/;

const keepClassNames: Plugin = {
  name: "keepClassNames",
  setup: (build) => {
    build.onLoad({ filter: NAMED_CLASSES }, async ({ path: sourcefile }) => {
      const text = await readFile(sourcefile, "utf8");
      const { code } = await transform(text, { keepNames: true, target: TARGET, sourcemap: "inline", sourcefile });
      return { contents: code };
    });
  },
};

async function toCommonJs({ path, text }: OutputFile) {
  const { code, map } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: TARGET,
    // As require(), which does not start Node's loader of ES modules.
    supported: { "dynamic-import": false },
    minify: true,
    sourcemap: "external",
    sourcefile: basename(path),
    legalComments: "none",
  });
  return { name: basename(path), code, map };
}

function sourcesOf({ outputs }: Metafile): string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  return [...new Set(used)].sort();
}
