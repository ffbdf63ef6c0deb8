// What comes before every build: is this Node new enough, and can the build be written? Said in one line each, since what
// comes after would say it by a stack. In JavaScript, as nothing is built yet; an old Node must understand this file, too.
"use strict";

const { cpSync, existsSync, mkdirSync, readdirSync, rmSync } = require("node:fs");
const { join } = require("node:path");

function stop(line) {
  console.error(line);
  process.exit(1);
}

// Some dependencies are ES modules alone, which are loaded by require.
if (!process.features.require_module) {
  stop(`This project needs Node 20.19 or later (of Node 22: 22.12 or later); this is Node ${process.versions.node}.`);
}

// What has no source any more must not be found. The rest stays until the compiler writes it anew: what runs from here,
// such as npm start, may yet load some of it.
function removeLeft(directory, sources) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    const source = join(sources, entry.name);
    if (entry.isDirectory() && existsSync(source)) {
      removeLeft(path, source);
    } else if (![source, source.replace(/\.js(\.map)?$/, ".ts")].some((file) => existsSync(file))) {
      // By another build it may have been, too.
      rmSync(path, { recursive: true, force: true });
    }
  }
}

const root = join(__dirname, "..");
const dist = join(root, "dist");
try {
  mkdirSync(dist, { recursive: true });
  removeLeft(dist, root);
  // The compiler takes TypeScript alone; this one runs in browsers, as it is.
  cpSync(join(__dirname, "emulator/site/live.js"), join(dist, "tools/emulator/site/live.js"));
} catch (error) {
  stop(
    `Cannot write to ${error.path || dist} (${error.code}), where the build goes. ` +
      "Where it is built already: npm start --ignore-scripts -- --ca DIR",
  );
}
