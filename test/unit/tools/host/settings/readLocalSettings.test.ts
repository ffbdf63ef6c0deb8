import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readLocalSettings } from "../../../../../tools/host/settings/readLocalSettings";
import { temporaryDirectory } from "../support/temporaryDirectory";

const directory = temporaryDirectory();

async function read(text: string) {
  await writeFile(join(directory(), "local.settings.json"), text);
  return readLocalSettings(directory());
}

test("without the file, its defaults", async () => {
  expect(await readLocalSettings(directory())).toMatchObject({ Values: {}, ConnectionStrings: {}, Host: {} });
});

test("values, connection strings and the host's own settings", async () => {
  const settings = await read(
    `\uFEFF${JSON.stringify({
      IsEncrypted: false,
      Values: { A: "1", B: 2, C: true, D: null },
      ConnectionStrings: { X: "x", Y: { ConnectionString: "y", ProviderName: "p" } },
      Host: { LocalHttpPort: "7072", CORS: "*", Unknown: 1 },
      Unknown: 1,
    })}`,
  );
  expect(settings).toEqual({
    IsEncrypted: false,
    Values: { A: "1", B: 2, C: true, D: null },
    ConnectionStrings: { X: "x", Y: "y" },
    Host: { LocalHttpPort: 7072, CORS: "*", CORSCredentials: false },
  });
});

test.each([
  ["{}", 'no "IsEncrypted": false'],
  ['{"IsEncrypted":true}', "is encrypted"],
  ['{"IsEncrypted":"no"}', "IsEncrypted: Invalid input"],
  ['{"IsEncrypted":false,"Values":{"A":["secret"]}}', "Values.A: Invalid input"],
  ['{"IsEncrypted":false,"Host":{"LocalHttpPort":-1}}', "Host.LocalHttpPort: Too small"],
  ["[]", "the file: Invalid input"],
  ['{\n"A": "secret",\n}', "local.settings.json is not valid JSON (line 3)."],
  ['{"KEY": secret}', "local.settings.json is not valid JSON"],
])("%j is refused in one line that tells no value", async (text, reason) => {
  const error: unknown = await read(text).catch((thrown: unknown) => thrown);
  expect(error).toHaveProperty("name", "StartError");
  expect(String(error)).toContain(reason);
  expect(String(error)).toMatch(/^StartError: local\.settings\.json .*$/);
  expect(String(error)).not.toContain("secret");
});
