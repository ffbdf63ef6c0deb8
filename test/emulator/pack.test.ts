import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import * as z from "zod";
import { defaultCaDirectory } from "../../tools/kit/developmentCa";
import { projectRoot } from "../../tools/kit/projectRoot";
import { startProcess } from "../../tools/testbed/startProcess";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { runToEnd } from "./support/program";

const directory = temporaryDirectory();
const announcement = z.object({ connectionString: z.string(), endpoints: z.object({ acs: z.string() }) });

const contents = z.tuple([z.object({ files: z.array(z.object({ path: z.string() })) })]);

async function npm(...args: string[]): Promise<string> {
  return (await promisify(execFile)("npm", args, { cwd: projectRoot() })).stdout;
}

test("what an earlier version has left is not in its package", async () => {
  const dist = join(projectRoot(), "tools/emulator/dist");
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, "removedSince.js"), "");
  const [{ files }] = contents.parse(
    JSON.parse(await npm("pack", "--dry-run", "--json", "--workspace", "tools/emulator")),
  );
  expect(
    files
      .map(({ path }) => path)
      .filter((path) => path.startsWith("dist/"))
      .sort(),
  ).toEqual(["LICENSE", "THIRD-PARTY-NOTICES.txt", "index.js", "live.js", "main.js"].map((name) => `dist/${name}`));
});

test("its package, installed in an empty folder with what it names alone, serves the SDK, its page's script and its commands", async () => {
  const app = join(directory, "app");
  mkdirSync(app);
  const packed = await npm("pack", "--silent", "--workspace", "tools/emulator", "--pack-destination", directory);
  const tarball = join(directory, packed.trim().split("\n").at(-1) ?? "");
  // From npm's cache where it has them: this project's own `npm ci` has brought the same versions.
  await npm("install", "--prefix", app, "--prefer-offline", "--no-audit", "--no-fund", tarball);

  const program = relative(join(projectRoot(), "dist/tools"), join(app, "node_modules/.bin/acs-emulator"));
  const args = ["--json", "--port", "0", "--data", join(app, "data"), "--ca", defaultCaDirectory()];
  const emulator = await startProcess({ program, args, announcement });
  const { user, token } = await new CommunicationIdentityClient(emulator.connectionString).createUserAndToken(["chat"]);
  const script = await fetch(`${emulator.endpoints.acs}/live.js`);
  const commanded = runToEnd(["identities", "list"], {
    program: join(app, "node_modules/.bin/acs-emulator"),
    environment: {
      ACS_CONNECTION_STRING: emulator.connectionString,
      ACS_CA_FILE: join(defaultCaDirectory(), "ca.pem"),
    },
  });
  await emulator.stop();

  expect(commanded).toEqual({ code: 0, out: `${user.communicationUserId}\n`, err: "" });
  expect([user.communicationUserId, token, script.status, await emulator.ended]).toEqual([
    expect.stringMatching(/^8:acs:/),
    expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]{342}$/),
    200,
    0,
  ]);
});
