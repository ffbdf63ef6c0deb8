import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../tools/kit/projectRoot";

/** What the emulator's Dockerfile says, by instruction, in order. */
export function readDockerfile(): (instruction: string) => string[] {
  const text = readFileSync(join(projectRoot(), "tools/emulator/Dockerfile"), "utf8");
  const lines = [...text.matchAll(/^([A-Z]+) (.*)$/gm)];
  return (instruction) => lines.flatMap(([, name, rest = ""]) => (name === instruction ? [rest] : []));
}
