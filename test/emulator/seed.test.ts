import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type Seed, wellKnown } from "../../tools/emulator/index";
import { readSeed } from "../../tools/emulator/seed";
import { projectRoot } from "../../tools/kit/projectRoot";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { endAll, runToEnd, startProgram } from "./support/program";
import { TestEmulator } from "./support/TestEmulator";
import { field } from "./support/values";

const directory = temporaryDirectory();
const [first, second, third] = ["a", "b", "c"].map(
  (digit) => `8:acs:${wellKnown.resourceId}_00000000-0000-4000-8000-00000000000${digit}`,
);
const ids = (...all: readonly (string | undefined)[]) => ({ identities: all.map((id = "") => ({ id })) });

afterEach(endAll);

async function whileRunning(options: { seed: Seed; data?: string }, work: (running: TestEmulator) => Promise<void>) {
  const running = await TestEmulator.start(options);
  try {
    await work(running);
  } finally {
    await running.stop();
  }
}

async function secret(running: TestEmulator, name: string): Promise<string> {
  const reply = await running.vault(await running.managedIdentityToken(), "GET", `/secrets/${name}`);
  return field(reply.json(), "value");
}

const listed = (running: TestEmulator) => running.emulator.control.state().identities;

test("starts with the identities, secrets and faults of its seed, and has them again after a reset", async () => {
  const seed = {
    ...ids(first),
    secrets: { password: "p", [wellKnown.secretName]: "endpoint=https://emulator:7780/;accesskey=a2V5" },
    faults: { acs: { status: 503, times: 1 } },
  };
  await whileRunning({ seed }, async (running) => {
    for (let round = 0; round < 2; round += 1) {
      expect(listed(running)).toEqual([{ id: first, deleted: false }]);
      expect((await running.call("issue", "2023-10-01", first, { scopes: ["chat"] })).status).toBe(503);
      expect(running.validity(await running.newToken(first ?? ""))).toBe("valid");
      expect(await secret(running, "password")).toBe("p");
      expect(await secret(running, wellKnown.secretName)).toBe(seed.secrets[wellKnown.secretName]);
      await running.call("delete", "2023-10-01", first);
      await running.emulator.control.reset();
    }
  });
});

test("with --data, what was deleted or set since stays so, and only what is new comes", async () => {
  const data = join(directory, "data");
  await whileRunning({ data, seed: { ...ids(first, second), secrets: { one: "1" } } }, async (running) => {
    await running.call("delete", "2023-10-01", first);
    await running.vault(await running.managedIdentityToken(), "PUT", "/secrets/One", { value: "changed" });
  });
  const seed = { ...ids(first, second, third), secrets: { one: "1", two: "2" } };
  await whileRunning({ data, seed }, async (running) => {
    expect(listed(running)).toEqual([
      { id: first, deleted: true },
      { id: second, deleted: false },
      { id: third, deleted: false },
    ]);
    expect([await secret(running, "one"), await secret(running, "two")]).toEqual(["changed", "2"]);
  });
});

const written = (text: string): string => {
  const file = join(directory, "seed.json");
  writeFileSync(file, text);
  return file;
};

test.each([
  ["{", "is not valid JSON."],
  [[], "Invalid input: expected object, received array"],
  [{ users: [] }, 'Unrecognized key: "users"'],
  [{ identities: [{ id: first }, { id: "8:acs:mine" }] }, "identities[1].id: It must be 8:acs:"],
  [{ identities: [first] }, "identities[0]: Invalid input: expected object, received string"],
  [{ secrets: { "my-secret": 1 } }, 'secrets["my-secret"]: Invalid input: expected string, received number'],
  [{ secrets: { a_b: "x" } }, "secrets.a_b: A name has letters, digits and hyphens."],
  [{ faults: { vault: { status: 500 } } }, "faults"],
  [{ faults: { acs: { status: 200 } } }, "faults.acs.status: Too small: expected number to be >=400"],
  [{ identities: 1, secrets: 2 }, "received number; secrets: Invalid input"],
])("a seed that is %j is refused, and said where", async (seed, says) => {
  const file = written(typeof seed === "string" ? seed : JSON.stringify(seed));
  const refusal: unknown = await readSeed(file, wellKnown.resourceId).catch((error: unknown) => error);
  const { message } = z.instanceof(Error).parse(refusal);
  expect(message).toContain(file);
  expect(message).toContain(says);
  expect(message).not.toContain("\n");
});

test("--seed takes a file, and of the many ids from it head may read one", async () => {
  const many = ids(...Array.from({ length: 2000 }, (_, n) => `${first?.slice(0, -4) ?? ""}${1000 + n}`));
  const { connectionString, caFile } = await startProgram([
    "--ca",
    join(directory, "ca"),
    "--seed",
    written(JSON.stringify(many)),
  ]);
  const command = 'node "$0" identities list | head -n 1';
  const { stdout, stderr } = spawnSync("sh", ["-c", command, join(projectRoot(), "dist/tools/emulator/main.js")], {
    encoding: "utf8",
    env: { ...process.env, ACS_CONNECTION_STRING: connectionString, ACS_CA_FILE: caFile },
  });
  expect([stdout, stderr]).toEqual([`${many.identities[0]?.id ?? ""}\n`, ""]);
});

test.each([
  ["of a file that is not there", () => join(directory, "none.json"), /^Cannot use \S+none\.json \(ENOENT\)\.\n$/],
  ["of no JSON", () => written("{"), /^The emulator cannot start: \S+seed\.json is not valid JSON\.\n$/],
])("--seed %s ends with 1 and one line that says why", (_what, file, line) => {
  const { code, out, err } = runToEnd(["--port", "0", "--seed", file()]);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(line);
});
