import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { codeBlocks } from "../../emulator/support/readme";
import { PAGES } from "./pages";

const LANGUAGES = [
  ["ts", "web/example"],
  ["kotlin", "kotlin"],
  ["swift", "swift"],
] as const;

const TEXTS = [...PAGES.map(({ text }) => text), readFileSync(join(projectRoot(), "clients/web/README.md"), "utf8")];

/** Each once, however many pages show it. */
function blocks(language: string): string[] {
  const found = TEXTS.flatMap((text) => [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)]);
  return [...new Set(found.filter(([, mark]) => mark === language).map(([, , code = ""]) => code))];
}

/** The files of a client, as text. */
function sources(client: string): string[] {
  const folder = join(projectRoot(), "clients", client);
  const files = readdirSync(folder).filter((name) => !name.endsWith(".json"));
  return files.map((name) => readFileSync(join(folder, name), "utf8"));
}

test.each(LANGUAGES)(
  "each %s block of README, docs and the web client's README is a file of clients/%s, and each file is shown",
  (language, client) => {
    expect(blocks(language).sort()).toEqual(sources(client).sort());
  },
);

const EXAMPLES = [
  ["Node", "js", "quickstart.mjs"],
  ["Python", "python sdk", "quickstart.py"],
  [".NET", "csharp", "Quickstart.cs"],
  ["Java", "java sdk", "Quickstart.java"],
] as const;

function example(file: string): string {
  return readFileSync(join(projectRoot(), "tools/emulator/examples", file), "utf8");
}

test.each(EXAMPLES)(
  "the SDK's quickstart for %s in the emulator's README, %s, is its file %s",
  (language, mark, file) => {
    expect(codeBlocks(`Use from ${language}`, mark)[0]).toBe(example(file));
  },
);

test("each example of the emulator is one that its README shows", () => {
  const files = readdirSync(join(projectRoot(), "tools/emulator/examples"));
  expect(files.sort()).toEqual(EXAMPLES.map(([, , file]) => file).sort());
});

test("what is not compiled and not run here says so", () => {
  for (const text of [
    ...sources("kotlin"),
    ...sources("swift"),
    example("Quickstart.cs"),
    example("Quickstart.java"),
  ]) {
    expect(text.split("\n")[0]).toBe("// Not compiled and not run by the tests of this project.");
  }
});
