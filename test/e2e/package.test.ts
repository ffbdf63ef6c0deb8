import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";
import { bundleApp } from "../../tools/package/bundleApp";
import { IdentityProvider } from "../../tools/testbed/identityProvider/IdentityProvider";
import { type ApiUnderTest, errorOf, identityOf, tokenOf, withApi } from "../support/ApiUnderTest";
import { packagedApp } from "../support/packagedApp";
import { servesLifecycle } from "../support/servesLifecycle";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { filesOf, unpack } from "../support/unpack";

const MOST_BYTES = 1_000_000;

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")));

const directory = temporaryDirectory();
let zipFile: string;

beforeAll(async () => {
  zipFile = (await packagedApp()).zip;
});

describe("the zip", () => {
  test("holds the bundle, what the Functions host reads, the notices, and nothing else", () => {
    const names = Object.keys(filesOf(zipFile));

    const others = names.filter((name) => !/^[\w-]+\.js$/.test(name));
    expect(others).toEqual(["THIRD-PARTY-NOTICES.txt", "host.json", "package.json"]);
    expect(names).toContain("index.js");
  });

  test("has the version in its name, and is below 1 MB", () => {
    expect(basename(zipFile)).toBe(`acs-token-api-${version}.zip`);
    expect(readFileSync(zipFile).byteLength).toBeLessThan(MOST_BYTES);
  });

  test("has a package.json that names the entry and needs no other package", () => {
    expect(jsonIn("package.json")).toEqual({
      name: "acs-token-api",
      version,
      private: true,
      type: "commonjs",
      main: "index.js",
      engines: { node: "^20.19 || >=22.12" },
    });
  });

  test("has this project's host.json", () => {
    expect(textIn("host.json")).toBe(readFileSync(join(projectRoot(), "host.json"), "utf8"));
  });

  test.each(["@azure/functions", "@azure/identity", "@azure/communication-identity", "jose", "zod"])(
    "gives the notice of %s",
    (name) => {
      expect(textIn("THIRD-PARTY-NOTICES.txt")).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+`, "m"));
    },
  );

  test.each(["azurite", "esbuild", "express", "fflate", "jest", "lmdb", "reflect-metadata"])(
    "has nothing of the development dependency %s",
    (name) => {
      expect(textIn("THIRD-PARTY-NOTICES.txt")).not.toMatch(new RegExp(`^${name} \\d`, "m"));
    },
  );
});

test("a bundle keeps the names of the classes that are known by them", async () => {
  const { files } = await bundleApp(
    `import { errors } from "jose";
     console.log(new errors.JWTExpired("", {}).name);`,
    projectRoot(),
  );
  const file = join(directory, "names.js");
  writeFileSync(file, files.get("index.js") ?? "");

  expect((await promisify(execFile)(process.execPath, [file])).stdout).toBe("JWTExpired\n");
});

describe("what is unpacked of it, alone in a folder", () => {
  test("serves the whole lifecycle with the older SDK", async () => {
    await withPackage({ ACS_SDK: "administration" }, servesLifecycle);
  });

  test("needs neither Key Vault's SDK nor the identity library where ACS is called as the app's identity", async () => {
    const app = unpack(zipFile);
    const isNotNeeded = (name: string) => /^(readFromKeyVault|azureIdentity)-/.test(name);
    const removed = readdirSync(app).filter(isNotNeeded);
    expect(removed).toHaveLength(2);
    for (const name of removed) {
      rmSync(join(app, name));
    }
    await withApi({ app, keyless: true }, servesLifecycle);
  });

  test("serves it with the newer one, and signed-in users; tells the faults of a request, and what the API is", async () => {
    const provider = await IdentityProvider.start();
    const environment = { ...provider.environment(), USER_AUTH: "jwt,easyauth" };
    await withPackage(environment, async (api) => {
      await servesLifecycle(api);

      const token = await provider.tokens.mint({});
      api.watch.secret(token);
      const headers = { Authorization: `Bearer ${token}` };
      const first = await api.send("GET", "/me/token", { headers });
      expect(first.status).toBe(200);
      expect(identityOf(await api.send("POST", "/me/tokens", { headers }))).toBe(identityOf(first));

      expect((await api.send("DELETE", "/me/tokens", { headers })).status).toBe(204);
      expect(api.emulator.control.validateToken(tokenOf(first).token).valid).toBe(false);
      expect((await api.send("DELETE", "/me", { headers })).status).toBe(204);
      const forged = await api.send("GET", "/me/token", { headers: { "x-ms-client-principal": "e30=" } });
      expect([forged.status, errorOf(forged).code]).toEqual([401, "InvalidCredential"]);

      const reply = await api.sendJson("POST", "/identities", { scope: ["chat"] });
      expect([reply.status, errorOf(reply).message]).toEqual([400, expect.stringContaining("scopes")]);
      expect((await api.send("GET", "/openapi.json")).json).toEqual(
        JSON.parse(readFileSync(join(projectRoot(), "openapi.json"), "utf8")),
      );
    });
    await provider.stop();
  });
});

async function withPackage(environment: Record<string, string>, use: (api: ApiUnderTest) => Promise<void>) {
  const app = unpack(zipFile);
  expect(() => createRequire(join(app, "index.js")).resolve("@azure/functions")).toThrow(/Cannot find module/);
  await withApi({ app, environment }, use);
}

function textIn(name: string): string {
  return Buffer.from(filesOf(zipFile)[name] ?? []).toString("utf8");
}

function jsonIn(name: string): unknown {
  return JSON.parse(textIn(name));
}
