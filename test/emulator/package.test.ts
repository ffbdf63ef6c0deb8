import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import * as z from "zod";
import { defaultCaDirectory } from "../../tools/kit/developmentCa";
import { projectRoot } from "../../tools/kit/projectRoot";
import { startProcess } from "../../tools/testbed/startProcess";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { runToEnd } from "./support/program";
import { readDockerfile } from "./support/readDockerfile";
import { send, signedHeaders } from "./support/send";

// All of the package is here: it is made in the project's folder, so by one test file at a time.

/** Stands for the container's root. No image is built here: what the Dockerfile says is done in this folder. */
const root = temporaryDirectory();
const says = readDockerfile();
const run = promisify(execFile);
const words = z.array(z.string());
const readySchema = z.object({ connectionString: z.string(), endpoints: z.object({ acs: z.string() }) });
const packedSchema = z.tuple([z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })]);
const created = z.object({ identity: z.object({ id: z.string() }) });

/** The user that the Dockerfile names, where this process may become it. */
const isRoot = process.getuid?.() === 0;
const [uid = 0, gid = 0] = (says("USER")[0] ?? "").split(":").map(Number);
const user = isRoot ? { uid, gid } : {};
/** Only root may become another user; for who is not root, jest reports the test as skipped. */
const testAsRoot = isRoot ? test : test.skip;

/** Paths of the container, in the folder. */
function inRoot(text: string): string {
  return text.replaceAll(/(^|[ "=])\/(opt|data)/g, `$1${root}/$2`);
}

function command(): string[] {
  const parts = [...says("ENTRYPOINT"), ...says("CMD")].flatMap((json) => words.parse(JSON.parse(json)));
  return parts.map(inRoot);
}

const workDirectory = inRoot(says("WORKDIR")[0] ?? "");
const program = join(workDirectory, "node_modules/.bin/acs-emulator");
const health = inRoot(/ CMD (.*)$/.exec(says("HEALTHCHECK")[0] ?? "")?.[1] ?? "");

async function start() {
  const [program = "", ...args] = command();
  const child = spawn(program, [...args, "--port", "0", "--json"], {
    cwd: workDirectory,
    env: { PATH: process.env["PATH"], HOME: "/nonexistent" },
    stdio: ["ignore", "pipe", "pipe"],
    ...user,
  });
  const ended = once(child, "close").then(() => child.exitCode);
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => errors.push(line));
  const line = await Promise.race([once(createInterface({ input: child.stdout }), "line"), ended]);
  if (!Array.isArray(line)) {
    throw new Error(errors.join("\n"));
  }
  return { child, ended, errors, ...readySchema.parse(JSON.parse(String(line[0]))) };
}

type Started = Awaited<ReturnType<typeof start>>;

async function call({ connectionString, endpoints }: Started, method: string, path: string, body = "") {
  const url = `${endpoints.acs}${path}?api-version=2025-03-02-preview`;
  const headers = signedHeaders(connectionString, { method, url, body, date: new Date().toUTCString() });
  return send(join(root, "data/ca/ca.pem"), url, { method, body, headers });
}

/** What an earlier version has left where the package is made. */
const LEFT = "removedSince.js";
let packed: z.infer<typeof packedSchema>[0];

beforeAll(async () => {
  chmodSync(root, 0o755);
  mkdirSync(workDirectory, { recursive: true });
  const dist = join(projectRoot(), "tools/emulator/dist");
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, LEFT), "");
  const args = ["pack", "--json", "--workspace", "tools/emulator", "--pack-destination", root];
  const { stdout } = await run("npm", args, { cwd: projectRoot() });
  [packed] = packedSchema.parse(JSON.parse(stdout));
  copyFileSync(join(root, packed.filename), join(workDirectory, packed.filename));
  const owned = isRoot ? (step: string) => step : (step: string) => step.replace(/-o \d+ -g \d+/, "");
  for (const step of says("RUN")) {
    await run("sh", ["-e", "-c", owned(inRoot(step))], {
      cwd: workDirectory,
      env: { ...process.env, npm_config_prefer_offline: "true" },
    });
  }
  await run("chmod", ["-R", "a-w,a+rX", workDirectory]);
});

test("the package holds its programs and their notices, and not what an earlier version has left", () => {
  const inDist = packed.files.map(({ path }) => path).filter((path) => path.startsWith("dist/"));
  const names = ["LICENSE", "THIRD-PARTY-NOTICES.txt", "index.js", "live.js", "main.js"];
  expect(inDist.sort()).toEqual(names.map((name) => `dist/${name}`));
});

test("the package, installed in an empty folder with what it names alone, serves the SDK, its page's script and its commands", async () => {
  const data = join(temporaryDirectory(), "data");
  const emulator = await startProcess({
    program: relative(join(projectRoot(), "dist/tools"), program),
    args: ["--json", "--port", "0", "--data", data, "--ca", defaultCaDirectory()],
    announcement: readySchema,
  });
  const { user, token } = await new CommunicationIdentityClient(emulator.connectionString).createUserAndToken(["chat"]);
  const script = await fetch(`${emulator.endpoints.acs}/live.js`);
  const environment = {
    ACS_CONNECTION_STRING: emulator.connectionString,
    ACS_CA_FILE: join(defaultCaDirectory(), "ca.pem"),
  };
  const commanded = runToEnd(["identities", "list"], { program, environment });
  await emulator.stop();

  expect(commanded).toEqual({ code: 0, out: `${user.communicationUserId}\n`, err: "" });
  expect([user.communicationUserId, token, script.status, await emulator.ended]).toEqual([
    expect.stringMatching(/^8:acs:/),
    expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]{342}$/),
    200,
    0,
  ]);
});

test("the Dockerfile: a small base, the emulator's ports, a volume, and no root", () => {
  expect(says("FROM")).toEqual([expect.stringMatching(/^node:\d+-\w+-slim$/)]);
  expect(says("EXPOSE")).toEqual(["7780 7781 7782 7783 7784"]);
  expect([says("VOLUME"), says("USER"), says("STOPSIGNAL")]).toEqual([["/data"], ["1000:1000"], ["SIGTERM"]]);
  expect(command().join(" ")).toContain("--host 0.0.0.0");
});

test("as its user, from an install that nobody can write, it loses nothing acknowledged by kill -9, and ends on SIGTERM", async () => {
  const ids: string[] = [];
  for (let kill = 0; kill < 3; kill += 1) {
    const killed = await start();
    const callers = Array.from({ length: 3 }, async () => {
      for (;;) {
        ids.push(created.parse((await call(killed, "POST", "/identities", "{}")).json()).identity.id);
        if (ids.length >= 10 * (kill + 1)) {
          killed.child.kill("SIGKILL");
        }
      }
    });
    await Promise.allSettled(callers);
    await killed.ended;
  }
  const last = await start();
  const lost: string[] = [];
  for (const id of ids) {
    const { status } = await call(last, "GET", `/identities/${id}`);
    lost.push(...(status === 200 ? [] : [id]));
  }
  expect(ids.length).toBeGreaterThanOrEqual(30);
  expect(lost).toEqual([]);
  expect(last.errors.join("\n")).toContain("It listens beyond this machine");
  last.child.kill("SIGTERM");
  expect(await last.ended).toBe(0);
});

test("its health check passes while it runs, and fails when it does not", async () => {
  const running = await start();
  const check = health.replace("localhost:7780", new URL(running.endpoints.acs).host);
  expect(check).not.toBe(health);
  await expect(run("sh", ["-c", check], user)).resolves.toMatchObject({ stderr: "" });
  running.child.kill("SIGTERM");
  await running.ended;
  await expect(run("sh", ["-c", check], user)).rejects.toMatchObject({ code: 1 });
});

test("its commands work in it, as by docker exec", async () => {
  const running = await start();
  const exec = `export ${inRoot(says("ENV")[0] ?? "")}; acs-emulator identities create --url ${running.endpoints.acs}`;
  const { stdout } = await run("sh", ["-e", "-c", exec], user);
  running.child.kill("SIGTERM");
  await running.ended;
  expect(stdout).toMatch(/^8:acs:\S+\n$/);
});

testAsRoot("its user cannot change what is installed", async () => {
  expect(existsSync(join(workDirectory, "node_modules/acs-emulator/dist/main.js"))).toBe(true);
  await expect(run("touch", [join(workDirectory, "x")], user)).rejects.toThrow("Permission denied");
});
