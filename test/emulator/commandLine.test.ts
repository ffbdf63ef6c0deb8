import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { USAGE } from "../../tools/emulator/parseCommandLine";
import { projectRoot } from "../../tools/kit/projectRoot";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { endAll, runToEnd, startProgram } from "./support/program";
import { send } from "./support/send";

const directory = temporaryDirectory();

afterEach(endAll);

const ca = join(directory, "ca");

test("--help prints the usage, on standard output", () => {
  expect(runToEnd(["--help"])).toEqual({ code: 0, out: USAGE, err: "" });
});

test("refuses what it cannot understand with exit code 2 and one line", () => {
  expect(runToEnd(["--nope"])).toEqual({ code: 2, out: "", err: "Unknown option '--nope'. See --help.\n" });
});

test("ends with exit code 1 and a line that names the port when that is taken", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const { code, out, err } = runToEnd(["--ca", ca, "--port", String(port)]);
  server.close();
  expect([code, out]).toEqual([1, ""]);
  expect(err).toBe(`Port ${port} is in use by another program. Choose another one with --port.\n`);
});

test.each([20_000, 100])(
  "ends with exit code 1 and a line that names the data file when that is %d other bytes",
  (size) => {
    const data = join(directory, String(size));
    mkdirSync(data);
    writeFileSync(join(data, "emulator-1.mdb"), "x".repeat(size));
    const { code, err } = runToEnd(["--ca", ca, "--port", "0", "--data", data]);
    expect(code).toBe(1);
    expect(err).toMatch(
      /^The emulator cannot start: .*emulator-1\.mdb is damaged, or no data file of this emulator\.\n$/,
    );
  },
);

test.each(["SIGINT", "SIGTERM"] as const)(
  "leads to everything by one line of --json, and ends with 0 on %s",
  async (signal) => {
    const running = await startProgram(["--ca", ca, "--faults"]);
    const { endpoints, connectionString, caFile, jwks, testSurface = "" } = running;
    expect(caFile).toBe(join(ca, "ca.pem"));
    expect(connectionString).toMatch(new RegExp(`^endpoint=${endpoints.acs}/;accesskey=\\S+$`));
    expect((await send(caFile, jwks)).status).toBe(200);
    expect((await send(caFile, `${testSurface}/state`)).status).toBe(200);
    // As it is: no compiler, nor anything else, has had it in between.
    const { headers, body } = await send(caFile, `${endpoints.acs}/live.js`);
    expect(headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect(body).toBe(readFileSync(join(projectRoot(), "tools/emulator/site/live.js"), "utf8"));
    process.kill(running.pid, signal);
    expect(await running.ended).toBe(0);
    await expect(send(caFile, jwks)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  },
);

test("has no test surface without --faults, and keeps the CA where it was asked for", async () => {
  const running = await startProgram(["--ca", ca]);
  expect(running).not.toHaveProperty("testSurface");
  expect(existsSync(join(ca, "ca.pem"))).toBe(true);
});
