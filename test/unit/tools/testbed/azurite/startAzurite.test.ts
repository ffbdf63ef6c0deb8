import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
import { type DevelopmentCa, ensureDevelopmentCa } from "../../../../../tools/kit/developmentCa";
import { listenOnLoopback } from "../../../../../tools/kit/listenOnLoopback";
import { holdPort } from "../../../../../tools/kit/ports";
import { projectRoot } from "../../../../../tools/kit/projectRoot";
import { emulatedCredential } from "../../../../../tools/testbed/azurite/emulatedCredential";
import { type Azurite, startAzurite } from "../../../../../tools/testbed/azurite/startAzurite";
import { ProcessStartError } from "../../../../../tools/testbed/startProcess";
import { drawn } from "../../../../support/cases";
import { errorFrom } from "../../../../support/errorFrom";
import { temporaryDirectory } from "../../../../support/temporaryDirectory";
import { until } from "../../../../support/until";

let ca: DevelopmentCa;
const running: Azurite[] = [];
const location = temporaryDirectory();

beforeAll(async () => {
  ca = await ensureDevelopmentCa();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((azurite) => azurite.stop()));
});

async function start(options: { port?: number; location?: string } = {}): Promise<Azurite> {
  const azurite = await startAzurite({ ca, ...options });
  running.push(azurite);
  return azurite;
}

async function startAgain({ port }: Azurite, options: { location?: string } = {}): Promise<Azurite> {
  const releasePort = await holdPort(port);
  const azurite = await start({ ...options, port });
  releasePort();
  return azurite;
}

function clientOf({ endpoint }: Azurite, audience = "https://storage.azure.com"): TableClient {
  return new TableClient(endpoint, "People", emulatedCredential(ca, audience), { retryOptions: { maxRetries: 0 } });
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test("serves over HTTPS on a port of the system's choice, and says where, and lets in nobody without a token for Storage", async () => {
  const azurite = await start();
  expect(azurite.endpoint).toBe(`https://127.0.0.1:${azurite.port}/devstoreaccount1`);
  expect(azurite.environment()).toEqual({ IDENTITY_TABLE_ENDPOINT: azurite.endpoint });
  await clientOf(azurite).createTable();
  const refused = clientOf(azurite, "https://vault.azure.net").createTable();
  await expect(refused).rejects.toMatchObject({ statusCode: 403 });
});

test("forgets everything when it lives in memory", async () => {
  const first = await start();
  await clientOf(first).createTable();
  await first.stop();
  const second = await startAgain(first);
  await expect(clientOf(second).getEntity("a", "1")).rejects.toMatchObject({ statusCode: 404 });
});

test.each(drawn(["stop", "kill"] as const, () => "end"))(
  "keeps on the disk what it has confirmed, also over a %s",
  async (end) => {
    const first = await start({ location: join(location, end) });
    await clientOf(first).createTable();
    await clientOf(first).createEntity({ partitionKey: "a", rowKey: "1", name: "Alice" });
    await first[end]();

    expect(await isListening(first.port)).toBe(false);
    const second = await startAgain(first, { location: join(location, end) });
    expect(second.endpoint).toBe(first.endpoint);
    expect(await clientOf(second).getEntity("a", "1")).toMatchObject({ name: "Alice" });
  },
);

test("says why it cannot start", async () => {
  const { port, servers } = await listenOnLoopback(0, () => createServer());
  const error = await errorFrom(ProcessStartError, () => startAzurite({ ca, port }));
  servers.forEach((server) => server.close());
  expect(error.message).toContain("EADDRINUSE");
});

test("ends with the process that started it", async () => {
  const script = `
    const { startAzurite } = require("./dist/tools/testbed/azurite/startAzurite");
    startAzurite(${JSON.stringify({ ca })}).then(({ port }) => process.stdout.write(String(port)));`;
  const parent = spawn(process.execPath, ["-e", script], { cwd: projectRoot(), stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((resolve) => parent.stdout.once("data", resolve)).then(Number);
  expect(await isListening(port)).toBe(true);

  parent.kill("SIGKILL");

  await until(async () => !(await isListening(port)));
});
