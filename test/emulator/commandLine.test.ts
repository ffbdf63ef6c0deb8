import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { send } from "../unit/tools/emulator/support/send";
import { temporaryDirectory } from "../unit/tools/emulator/support/temporaryDirectory";
import { EmulatorProcess, endAll, runToEnd } from "./support/EmulatorProcess";

const directory = temporaryDirectory();

afterEach(endAll);

const ca = join(directory, "ca");

/** A port that is taken for as long as `work` runs. */
async function whileTaken<T>(work: (port: number) => Promise<T>): Promise<T> {
  const server: Server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  try {
    return await work(typeof address === "object" && address ? address.port : 0);
  } finally {
    server.close();
    await once(server, "close");
  }
}

test("--help: every option, on standard output", async () => {
  const { code, out, err } = await runToEnd(["--help"]);
  expect([code, err]).toEqual([0, ""]);
  for (const option of ["--port", "--data", "--rate-limits", "--faults", "--ca", "--json", "--help"]) {
    expect(out).toContain(`  ${option}`);
  }
});

test.each([
  [["--nope"], "Unknown option '--nope'. See --help.\n"],
  [["--port"], /^Option '--port.*See --help\.\n$/],
  [["--port", "x"], "--port must be a number from 0 to 65532. See --help.\n"],
  [["--port", "65533"], "--port must be a number from 0 to 65532. See --help.\n"],
  [["--data", ""], "--data must name a directory. See --help.\n"],
  [["--json=1"], /^Option '--json'.*See --help\.\n$/],
  [["start"], /^Unexpected argument 'start'.*See --help\.\n$/],
])("%j: exit code 2 and one line", async (args, line) => {
  const { code, out, err } = await runToEnd(args);
  expect([code, out]).toEqual([2, ""]);
  if (typeof line === "string") expect(err).toBe(line);
  else expect(err).toMatch(line);
  expect(err.trim().split("\n")).toHaveLength(1);
});

test("a port that is taken: exit code 1 and one line that names it", async () => {
  await whileTaken(async (port) => {
    const { code, out, err } = await runToEnd(["--ca", ca, "--port", String(port)]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toBe(`Port ${port} is in use by another program. Choose another one with --port.\n`);
  });
});

test("data where there is a file: exit code 1 and one line that names it", async () => {
  const file = join(directory, "file");
  writeFileSync(file, "");
  const { code, err } = await runToEnd(["--ca", ca, "--port", "0", "--data", file]);
  expect([code, err]).toEqual([1, `Cannot use ${file} (EEXIST).\n`]);
});

test.each([20_000, 100])("a data file of %d other bytes: exit code 1 and one line that names it", async (size) => {
  const data = join(directory, String(size));
  mkdirSync(data);
  writeFileSync(join(data, "emulator-1.mdb"), "x".repeat(size));
  const { code, err } = await runToEnd(["--ca", ca, "--port", "0", "--data", data]);
  expect(code).toBe(1);
  expect(err).toMatch(
    /^The emulator cannot start: .*emulator-1\.mdb is damaged, or no data file of this emulator\.\n$/,
  );
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "--json: one line that leads to everything; %s ends it with 0",
  async (signal) => {
    const running = await EmulatorProcess.start(["--ca", ca, "--port", "0", "--faults"]);
    const { endpoints, connectionString, caFile, jwks, testSurface = "" } = running.said;
    expect(caFile).toBe(join(ca, "ca.pem"));
    expect(connectionString).toMatch(new RegExp(`^endpoint=${endpoints.acs}/;accesskey=\\S+$`));
    expect((await send(caFile, jwks)).status).toBe(200);
    expect((await send(caFile, `${testSurface}/state`)).status).toBe(200);
    expect(await running.end(signal)).toBe(0);
    await expect(send(caFile, jwks)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  },
);

test("without --faults there is no test surface; the CA is kept where it was asked for", async () => {
  const running = await EmulatorProcess.start(["--ca", ca, "--port", "0"]);
  expect(running.said).not.toHaveProperty("testSurface");
  expect(existsSync(join(ca, "ca.pem"))).toBe(true);
  expect(await running.end("SIGTERM")).toBe(0);
});
