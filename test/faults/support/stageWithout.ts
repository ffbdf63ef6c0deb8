import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { stageApp, type StagedApp } from "../../support/stageApp";

/** One mechanism of the built app, and how to switch it off. */
export interface Mechanism {
  readonly name: string;
  /** Below `dist`. */
  readonly file: string;
  /** The JavaScript that does it; there exactly once. */
  readonly text: string;
  readonly replacement: string;
}

/** The built app without one mechanism. @throws Error when the text to replace is not there exactly once */
export function stageWithout({ name, file, text, replacement }: Mechanism): StagedApp {
  const app = stageApp();
  const dist = join(app.directory, "dist");
  const tools = join(projectRoot(), "dist", "tools");
  rmSync(dist);
  cpSync(join(projectRoot(), "dist"), dist, {
    recursive: true,
    filter: (source) => source !== tools && !source.startsWith(tools + sep),
  });
  const parts = readFileSync(join(dist, file), "utf8").split(text);
  if (parts.length !== 2) {
    app.remove();
    throw new Error(`${file} has the text of "${name}" ${parts.length - 1} times, not once: ${text}`);
  }
  writeFileSync(join(dist, file), parts.join(replacement));
  return app;
}
