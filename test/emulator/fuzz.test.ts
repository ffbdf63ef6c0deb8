import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import * as fc from "fast-check";
import { responseTo } from "../../tools/kit/responseTo";
import { casesOf } from "../support/cases";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { type Malformed, malformedBytes, malformedRequest } from "./support/malformedRequests";
import { endAll, type Program, startProgram } from "./support/program";
import { send, signedHeaders } from "./support/send";
import { field } from "./support/values";

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
/** What the program says, but for its heap. */
const logged: string[] = [];
let tellHeap: (line: string) => void = () => undefined;
let target: Program;
let ca: string;
let urls: Record<Malformed["target"], string>;
let openers: Record<Malformed["target"], Record<string, string>>;

beforeAll(async () => {
  target = await startProgram(["--faults", "--ca", directory], {
    log: (line) => {
      if (line.startsWith("heap ")) {
        tellHeap(line);
      } else {
        logged.push(line);
      }
    },
    preload: join(__dirname, "support/tellHeap.cjs"),
  });
  ca = readFileSync(target.caFile, "utf8");
  urls = { ...target.endpoints, testSurface: new URL(target.testSurface ?? "").origin };
  const [acs, keyVault, managedIdentity, resourceManager] = await Promise.all([
    opener("acs"),
    opener("keyVault"),
    opener("managedIdentity"),
    opener("resourceManager"),
  ]);
  openers = { acs, keyVault, managedIdentity, resourceManager, testSurface: {} };
});

afterAll(async () => {
  agent.destroy();
  await endAll();
});

const audiences = {
  acs: "https://communication.azure.com",
  keyVault: "https://vault.azure.net",
  resourceManager: "https://management.azure.com",
} as const;

/** What opens the service: an Entra token, or the header that the managed identity wants. */
async function opener(service: keyof typeof audiences | "managedIdentity"): Promise<Record<string, string>> {
  const { endpoints, identityHeader } = target;
  const identity = { "X-IDENTITY-HEADER": identityHeader };
  if (service === "managedIdentity") {
    return identity;
  }
  const url = `${endpoints.managedIdentity}/msi/token?api-version=2019-08-01&resource=${audiences[service]}`;
  const reply = await send(target.caFile, url, { headers: identity });
  return { authorization: `Bearer ${field(reply.json(), "access_token")}` };
}

/** The status of the reply. */
async function deliver(malformed: Malformed): Promise<number> {
  const base = new URL(urls[malformed.target]);
  const { method, path, body } = malformed;
  const toSign = { method, url: `https://${base.host}${path}`, body, date: new Date().toUTCString() };
  const signature = signedHeaders(target.connectionString, toSign);
  const credential = { none: {}, bearer: openers[malformed.target], signature };
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
  const { port } = new URL(target.endpoints.acs);
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
      if (error.code === "ECONNRESET") {
        resolve(received);
      } else {
        reject(error);
      }
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
      if (fault !== undefined) {
        found.push(fault);
      }
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

/** Bytes that are left of the target's heap once it is reset. */
async function heap(): Promise<number> {
  await send(target.caFile, `${target.testSurface ?? ""}/reset`, { method: "POST" });
  const line = new Promise<string>((resolve) => (tellHeap = resolve));
  target.send("heap");
  return Number((await line).slice("heap ".length));
}

test("malformed requests: nothing breaks, and the memory is as before", async () => {
  const seed = Date.now() % 2 ** 31;
  await sendAll(seed, WARM_UP);
  const before = await heap();
  await sendAll(seed + 1, REST);
  const after = await heap();

  expect(logged).toHaveLength(1); // the warning at the start
  expect(after - before).toBeLessThan(HEAP_SLACK_BYTES);
}, 120_000);
