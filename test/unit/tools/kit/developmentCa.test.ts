import { X509Certificate } from "node:crypto";
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, systemClock } from "../../../../shared/clock";
import { defaultCaDirectory, ensureDevelopmentCa } from "../../../../tools/kit/developmentCa";
import { projectRoot } from "../../../../tools/kit/projectRoot";
import { directoryOfEachTest } from "../../../support/temporaryDirectory";

const DAY_MS = 24 * 60 * 60 * 1000;

const directory = directoryOfEachTest();

function daysFromNow(days: number): Clock {
  return { ...systemClock, now: () => Date.now() + days * DAY_MS };
}

test("first run: a certificate for loopback that the CA signed, and a key only its owner can read", async () => {
  const ca = await ensureDevelopmentCa(directory());

  const issuer = new X509Certificate(await readFile(ca.caFile, "utf8"));
  const server = new X509Certificate(ca.certificate);
  expect(server.checkIssued(issuer)).toBe(true);
  expect(server.verify(issuer.publicKey)).toBe(true);
  expect(server.checkHost("localhost")).toBe("localhost");
  expect(server.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(server.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
  expect(server.ca).toBe(false);
  expect((await stat(join(directory(), "1", "server-key.pem"))).mode & 0o777).toBe(0o600);
});

test("the CA's own key is nowhere", async () => {
  await ensureDevelopmentCa(directory());
  expect((await readdir(directory())).sort()).toEqual(["1", "ca.pem"]);
  expect((await readdir(join(directory(), "1"))).sort()).toEqual([
    "ca.pem",
    "expired.pem",
    "server-key.pem",
    "server.pem",
  ]);
});

test("later runs reuse it", async () => {
  const first = await ensureDevelopmentCa(directory());
  expect(await ensureDevelopmentCa(directory(), daysFromNow(300))).toEqual(first);
});

test("asked for further names: a certificate for these and those before, which then serves whoever asks for some of them", async () => {
  const first = await ensureDevelopmentCa(directory(), systemClock, ["emulator", "10.0.0.2"]);
  expect(await ensureDevelopmentCa(directory(), systemClock, ["emulator"])).toEqual(first);
  const second = await ensureDevelopmentCa(directory(), systemClock, ["fd00::2"]);
  expect(await ensureDevelopmentCa(directory(), systemClock, ["emulator", "10.0.0.2", "FD00:0::2"])).toEqual(second);
  const { subjectAltName } = new X509Certificate(second.certificate);
  expect(subjectAltName?.split(", ").slice(3)).toEqual([
    "DNS:emulator",
    "IP Address:10.0.0.2",
    "IP Address:FD00:0:0:0:0:0:0:2",
  ]);
  expect(await ensureDevelopmentCa(directory())).toEqual(second);
});

test.each(["localhost", "127.0.0.1", "::1", "LOCALHOST"])(
  "asked for %s, which each is for: no further one",
  async (name) => {
    const first = await ensureDevelopmentCa(directory(), systemClock, [name]);
    expect(await ensureDevelopmentCa(directory(), systemClock, [name, "emulator"])).not.toEqual(first);
    expect((await readdir(directory())).sort()).toEqual(["1", "2", "ca.pem"]);
  },
);

test("near expiry: a new one at the same path", async () => {
  const first = await ensureDevelopmentCa(directory());
  const second = await ensureDevelopmentCa(directory(), daysFromNow(340));
  expect(second.caFile).toBe(first.caFile);
  expect(second.certificate).not.toBe(first.certificate);
});

test.each(["ca.pem", "server.pem", "expired.pem", "server-key.pem"])("a damaged %s: a new set", async (name) => {
  const first = await ensureDevelopmentCa(directory());
  await chmod(join(directory(), "1", name), 0o600);
  await writeFile(join(directory(), "1", name), "-----BEGIN half written");
  const second = await ensureDevelopmentCa(directory());
  expect(second.certificate).not.toBe(first.certificate);
  const issuer = new X509Certificate(await readFile(second.caFile, "utf8"));
  expect(new X509Certificate(second.certificate).verify(issuer.publicKey)).toBe(true);
});

test("many at once agree, and leave nothing behind", async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => ensureDevelopmentCa(directory())));
  expect(new Set(all.map((ca) => ca.certificate)).size).toBe(1);
  expect((await readdir(directory())).sort()).toEqual(["1", "ca.pem"]);
});

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
