import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readHostJson } from "../../../../../tools/host/settings/readHostJson";
import { temporaryDirectory } from "../support/temporaryDirectory";

const directory = temporaryDirectory();

test.each([
  ['{"version":"2.0"}', "api"],
  ['{"extensions":{"http":{}}}', "api"],
  ['{"extensions":{"http":{"routePrefix":""}}}', ""],
  ['{"extensions":{"http":{"routePrefix":"v1/api"},"queues":{}}}', "v1/api"],
])("%s: the prefix is %j", async (text, routePrefix) => {
  await writeFile(join(directory(), "host.json"), text);
  expect(await readHostJson(directory())).toEqual({ routePrefix });
});

test("an app has one", async () => {
  await expect(readHostJson(directory())).rejects.toThrow(`There is no host.json in ${directory()}`);
});

test("a prefix that is no text is refused", async () => {
  await writeFile(join(directory(), "host.json"), '{"extensions":{"http":{"routePrefix":7}}}');
  await expect(readHostJson(directory())).rejects.toThrow("host.json is not valid: extensions.http.routePrefix: ");
});
