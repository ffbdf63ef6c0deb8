import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiVersions } from "../../tools/emulator/acs/apiVersions";
import { type Route, routes } from "../../tools/emulator/acs/routes";
import { commands } from "../../tools/emulator/commands/commands";
import { wellKnown } from "../../tools/emulator/index";
import { USAGE } from "../../tools/emulator/parseCommandLine";
import { readSeed } from "../../tools/emulator/seed";
import { testSurfaceRoutes } from "../../tools/emulator/testSurface/testSurface";
import { projectRoot } from "../../tools/kit/projectRoot";
import { masked, QUICKSTART_LINES } from "../support/quickstartLines";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { pythonWithSdk } from "./support/pythonWithSdk";
import { codeBlocks, firstCells, readme, rowsBelow, section } from "./support/readme";
import { type Run, runProgram } from "./support/runProgram";
import { TestEmulator } from "./support/TestEmulator";
import { testWith } from "./support/testWith";
import { containing } from "./support/values";

const root = projectRoot();
const directory = temporaryDirectory();
const ID = `8:acs:${wellKnown.resourceId}_[\\da-f-]{36}`;

const running = TestEmulator.forAll({ testSurface: true }, { keepAlive: true });

/** What the examples read. */
function variables(): Record<string, string> {
  const { connectionString, caFile } = running.emulator;
  return { ACS_CONNECTION_STRING: connectionString, ACS_CA_FILE: caFile, NODE_EXTRA_CA_CERTS: caFile };
}

/** The only block of its kind. */
function example(heading: string, mark: string, index = 0): string {
  const code = codeBlocks(heading, mark)[index];
  if (code === undefined) {
    throw new Error(`No example ${index} in ${mark} under ${heading}.`);
  }
  return code;
}

async function run(program: string, options: Run): Promise<string> {
  return runProgram(program, { ...options, variables: { ...variables(), ...options.variables } });
}

function identities(): string[] {
  return running.emulator.control.state().identities.map(({ id }) => id);
}

describe("its examples", () => {
  const sdkOfNode = { args: ["--input-type=module"], input: example("Use from Node", "js") };

  test("Node, with the SDK", async () => {
    expect(masked(await run("node", sdkOfNode), running.emulator)).toBe(QUICKSTART_LINES["2020-11"]);
  });

  test("Node, where a proxy is set that cannot reach this machine", async () => {
    const [, name = ""] = /`NO_PROXY=([^`]+)`/.exec(section("Start")) ?? [];
    const variables = { HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: name, no_proxy: name };
    const out = await run("node", { ...sdkOfNode, variables });
    expect(masked(out, running.emulator)).toBe(QUICKSTART_LINES["2020-11"]);
  });

  test("fixtures, as the emulator reads them", async () => {
    const file = join(directory, "seed.json");
    writeFileSync(file, example("Fixtures", "json"));
    const seed = await readSeed(file, wellKnown.resourceId);
    expect(Object.keys(seed)).toEqual(["identities", "secrets", "faults"]);
  });

  test("the command line", async () => {
    const script = example("Use from the command line", "sh").replaceAll(
      "npx acs-emulator",
      `node ${join(root, "dist/tools/emulator/main.js")}`,
    );
    const out = await run("sh", { args: ["-e", "-c", `${script}\necho "$ID $TOKEN"`] });
    const [id, token = ""] = out.trimEnd().split(" ");
    expect(identities()).toContain(id);
    expect(running.validity(token)).toBe("valid");
  });

  test("Node, in one process", async () => {
    const out = await run("node", { args: ["-"], input: example("Use from Node", "js", 1) });
    expect(out).toMatch(/^https:\/\/localhost:\d+ endpoint=https:\S+ \S+ca\.pem\n$/);
  });

  const python = pythonWithSdk();
  testWith(python)("Python, with the SDK", async () => {
    const variables = { REQUESTS_CA_BUNDLE: running.emulator.caFile };
    const out = await run(python, { input: example("Use from Python", "python sdk"), variables });
    expect(masked(out, running.emulator)).toBe(QUICKSTART_LINES["2020-11"]);
  });

  testWith("python3")("Python, signed by hand", async () => {
    const out = await run("python3", { input: example("Use from Python", "python") });
    expect(out).toMatch(new RegExp(`^${ID} [\\d-]{10}T[\\d:.]+\\+00:00\n$`));
    expect(identities()).toContain(out.split(" ")[0]);
  });

  testWith("java")("Java, signed by hand", async () => {
    const file = join(directory, "Example.java");
    writeFileSync(file, example("Use from Java", "java"));
    // It runs once, and what would make it faster takes longer than it.
    const out = await run("java", { args: ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", file] });
    const [, id] = new RegExp(`^\\{"identity":\\{"id":"(${ID})"\\},"accessToken":\\{"token":"`).exec(out) ?? [];
    expect(identities()).toContain(id);
  });

  test("runs in CI as it says", async () => {
    const emulator = `node ${join(root, "dist/tools/emulator/main.js")}`;
    const check = `node -e 'fetch(process.env.ACS_CONNECTION_STRING.slice(9).split(";")[0]).then((r) => console.log(r.status))'`;
    const script = example("Use in CI", "sh")
      .replace("npm run --silent emulator --", emulator)
      .replace("npm test", check);
    expect(await run("sh", { args: ["-e", "-c", script], directory })).toBe("200\n");
  });

  test("the connection string is the one that everybody has", () => {
    const [block = ""] = codeBlocks("Start", "sh").filter((each) => each.includes("ACS_CONNECTION_STRING"));
    expect(block).toContain(`"endpoint=https://localhost:7780/;accesskey=${wellKnown.accessKeys.primary}"`);
  });

  test("faults, by curl", async () => {
    const put = readme.matchAll(/-X PUT https:\/\/localhost:7783\/emulator\/faults\/acs -d '(.*)'/g);
    const replies: unknown[] = [];
    for (const [, body = ""] of put) {
      expect((await running.surface("PUT", "/faults/acs", body)).status).toBe(204);
      const reply = await running.acs("DELETE", "/identities/8%3Aacs%3Ax?api-version=2023-10-01");
      replies.push([reply.status, reply.headers["retry-after"] ?? reply.headers["content-type"]]);
    }
    await running.surface("DELETE", "/faults");
    expect(replies).toEqual([
      [429, "2"],
      [404, "text/html; charset=utf-8"],
    ]);
  });
});

test("a program that is not there: what to install", async () => {
  const run = runProgram("java", { variables: { PATH: "" } });
  await expect(run).rejects.toThrow("On Debian: apt-get install -y default-jdk-headless");
});

describe("its tables", () => {
  test("choices: those that the tests name", () => {
    const files = ["test/emulator", "test/unit/tools/emulator"].flatMap((folder) => testFiles(join(root, folder)));
    const named = files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/\b[Cc]hoice: ([^"$).\n]+)/g)]);
    const choices = new Set(named.map(([, name]) => name));
    expect(firstCells("Choices")).toEqual([...choices].sort());
  });

  test("calls and their API versions: those of the code, each with its source", () => {
    const calls = routes.map((route) => [`${route.method} ${route.path}`, versionsOf(route)]);
    expect(rowsBelow("What is served").map(([call, versions]) => [call, versions])).toEqual(calls);
    const sources = rowsBelow("What is served").map(([, , source = ""]) => source);
    expect(sources.filter((source) => !/specification|recording|measured/.test(source))).toEqual([]);
    for (const { name } of apiVersions) {
      expect(section("What is served")).toContain(name);
    }
  });

  test("versions refused: each is, at every call, and the row says why and by which source", async () => {
    const rows = rowsBelow("Versions refused");
    for (const [version = "", why = "", source = ""] of rows) {
      expect([version, why, source].filter((cell) => cell === "")).toEqual([]);
      for (const { method, path } of routes) {
        const reply = await running.acs(method, `${path.replaceAll(/[{}]/g, "")}?api-version=${version}`);
        expect([version, path, reply.json()]).toEqual([
          version,
          path,
          containing({ error: containing({ code: "UnsupportedApiVersion" }) }),
        ]);
      }
    }
    expect(rows.length).toBeGreaterThan(0);
  });

  test("options: those of --help", () => {
    const options = [...USAGE.matchAll(/^ {2}(--[\w-]+(?: [A-Z]+)?)/gm)].map(([, option]) => option);
    expect([...firstCells("Start"), "--help"]).toEqual(options);
  });

  test("commands: those that there are, with their options", () => {
    const usages = commands.map(({ name, operands, options }) =>
      [name, ...operands, ...options.map(([option, value]) => `[--${option} ${value}]`)].join(" "),
    );
    expect(firstCells("Use from the command line")).toEqual(usages);
  });

  test("name the routes of the test surface", () => {
    expect(firstCells("Test surface")).toEqual(testSurfaceRoutes.map(({ method, path }) => `${method} ${path}`));
  });
});

/** As the table of calls says it. */
function versionsOf({ isIn }: Route): string {
  const served = apiVersions.filter((version) => isIn(version)).map(({ name }) => name);
  const all = apiVersions.map(({ name }) => name);
  const [first = ""] = served;
  if (served.length === all.length) {
    return "all";
  }
  return served.join() === all.slice(all.indexOf(first)).join() ? `${first} and later` : served.join(", ");
}

test("its links lead somewhere", () => {
  const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title.toLowerCase().replaceAll(" ", "-"),
  );
  const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
  const isThere = (link: string): boolean =>
    link.startsWith("https://learn.microsoft.com/") ||
    (link.startsWith("#") ? headings.includes(link.slice(1)) : existsSync(join(root, "tools", "emulator", link)));
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((link) => !isThere(link))).toEqual([]);
});

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
