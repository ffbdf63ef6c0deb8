import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import * as fc from "fast-check";
import { parseConnectionString } from "../../shared/connectionString/parseConnectionString";
import { responseTo } from "../../tools/kit/responseTo";
import { casesOf } from "../support/cases";
import { field } from "../unit/tools/emulator/support/field";
import { send } from "../unit/tools/emulator/support/send";
import { temporaryDirectory } from "../unit/tools/emulator/support/temporaryDirectory";
import { FuzzTarget } from "./support/FuzzTarget";
import { type Malformed, malformedBytes, malformedRequest } from "./support/malformedRequests";

/** Together 10,000, when all cases are run; the first let the runtime warm up. */
const WARM_UP = { requests: casesOf(1000), raw: casesOf(200) };
const REST = { requests: casesOf(8000), raw: casesOf(800) };
const AT_ONCE = 8;
/** Compiled code and caches of the runtime may grow a little; a leak of 1 KiB a request would be 10 MiB. */
const HEAP_SLACK_BYTES = 4 * 1024 * 1024;
/** A socket on which nothing comes back for so long is given up. */
const SILENCE_MS = 5000;

/** Of the certificate, whatever the header Host says. */
const NAME = { servername: "localhost" };

const directory = temporaryDirectory();
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
let target: FuzzTarget;
let ca: string;
let urls: Record<Malformed["target"], string>;
let openers: Record<Malformed["target"], Record<string, string>>;

beforeAll(async () => {
  target = await FuzzTarget.start(directory);
  ca = readFileSync(target.said.caFile, "utf8");
  urls = { ...target.said.endpoints, testSurface: new URL(target.said.testSurfaceUrl).origin };
  const [acs, keyVault, managedIdentity] = await Promise.all([
    opener("acs"),
    opener("keyVault"),
    opener("managedIdentity"),
  ]);
  openers = { acs, keyVault, managedIdentity, testSurface: {} };
});

afterAll(async () => {
  agent.destroy();
  await target.stop();
});

/** What opens the service: an Entra token, or the header that the managed identity wants. */
async function opener(service: "acs" | "keyVault" | "managedIdentity"): Promise<Record<string, string>> {
  const { endpoints, identityHeader } = target.said;
  const identity = { "X-IDENTITY-HEADER": identityHeader };
  if (service === "managedIdentity") return identity;
  const resource = service === "acs" ? "https://communication.azure.com" : "https://vault.azure.net";
  const url = `${endpoints.managedIdentity}/msi/token?api-version=2019-08-01&resource=${resource}`;
  const reply = await send(target.said.caFile, url, { headers: identity });
  return { authorization: `Bearer ${field(reply.json(), "access_token")}` };
}

/** Signed as it is, path and query untouched. */
function signature({ method, path, body }: Malformed, host: string): Record<string, string> {
  const date = new Date().toUTCString();
  const hash = createHash("sha256").update(body).digest("base64");
  const key = Buffer.from(parseConnectionString(target.said.connectionString).accessKey, "base64");
  const mac = createHmac("sha256", key).update(`${method}\n${path}\n${date};${host};${hash}`).digest("base64");
  const authorization = `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${mac}`;
  return { host, "x-ms-date": date, "x-ms-content-sha256": hash, authorization };
}

/** The status of the reply. */
async function deliver(malformed: Malformed): Promise<number> {
  const base = new URL(urls[malformed.target]);
  const credential = { none: {}, bearer: openers[malformed.target], signature: signature(malformed, base.host) };
  const { method, path, body } = malformed;
  const headers = {
    "Content-Length": Buffer.byteLength(body),
    ...credential[malformed.credential],
    ...malformed.headers,
  };
  const outgoing = request({ hostname: base.hostname, port: base.port, method, path, headers, ca, agent, ...NAME });
  const incoming = await responseTo(outgoing, body);
  await text(incoming);
  return incoming.statusCode ?? 0;
}

/** Everything that comes back until the connection ends. */
async function deliverBytes(bytes: string): Promise<string> {
  const { port } = new URL(target.said.endpoints.acs);
  const socket = connect({ host: "localhost", port: Number(port), ca, ...NAME });
  socket.setEncoding("latin1").setTimeout(SILENCE_MS, () => {
    socket.destroy(new Error("No reply, and no end."));
  });
  socket.once("secureConnect", () => socket.end(Buffer.from(bytes, "latin1")));
  let received = "";
  socket.on("data", (chunk) => (received += String(chunk)));
  return new Promise((resolve, reject) => {
    socket.once("close", () => {
      resolve(received);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNRESET") resolve(received);
      else reject(error);
    });
  });
}

/** What went wrong with a request; `undefined` when nothing did. */
async function faultOf(malformed: Malformed): Promise<unknown> {
  const status: unknown = await deliver(malformed).catch((error: unknown) => String(error));
  return typeof status === "number" && status < 500 ? undefined : { status, malformed };
}

async function faultOfBytes(bytes: string): Promise<unknown> {
  const reply = await deliverBytes(bytes).catch((error: unknown) => String(error));
  return /^(HTTP\/1\.1 [1-4]|$)/.test(reply) ? undefined : { reply, bytes };
}

/** What went wrong, a few at a time. */
async function faultsOf<T>(all: readonly T[], check: (each: T) => Promise<unknown>): Promise<unknown[]> {
  const waiting = all.values();
  const found: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const each of waiting) {
      const fault = await check(each);
      if (fault !== undefined) found.push(fault);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

async function sendAll(seed: number, { requests, raw }: { requests: number; raw: number }): Promise<void> {
  const faults = [
    ...(await faultsOf(fc.sample(malformedRequest, { seed, numRuns: requests }), faultOf)),
    ...(await faultsOf(fc.sample(malformedBytes, { seed, numRuns: raw }), faultOfBytes)),
  ];
  expect({ seed, faults: faults.slice(0, 3) }).toEqual({ seed, faults: [] });
}

test("malformed requests: nothing breaks, and the memory is as before", async () => {
  const seed = Date.now() % 2 ** 31;
  await sendAll(seed, WARM_UP);
  const { heap: before } = await target.report();
  await sendAll(seed + 1, REST);
  const { heap: after, logged } = await target.report();

  expect(logged).toHaveLength(1); // the warning at the start
  expect(after - before).toBeLessThan(HEAP_SLACK_BYTES);
}, 120_000);
