import { join } from "node:path";
import { defaultCaDirectory } from "../../../../tools/ca";
import { projectRoot } from "../../../../tools/projectRoot";

const installed = join("/somewhere", "node_modules", "acs-token-api");

test("in the project: in its root", () => {
  expect(defaultCaDirectory()).toBe(join(projectRoot(), ".development-ca"));
});

test.each<[NodeJS.Platform, Record<string, string>, string]>([
  ["linux", {}, "/home/me/.local/share/acs-emulator/ca"],
  ["linux", { XDG_DATA_HOME: "/data" }, "/data/acs-emulator/ca"],
  ["darwin", { XDG_DATA_HOME: "/data" }, "/home/me/Library/Application Support/acs-emulator/ca"],
  ["win32", {}, "/home/me/AppData/Local/acs-emulator/ca"],
  ["win32", { LOCALAPPDATA: "/local" }, "/local/acs-emulator/ca"],
])("installed, on %s with %j: %s", (platform, variables, expected) => {
  expect(defaultCaDirectory(installed, { platform, home: "/home/me", variables })).toBe(expected);
});
