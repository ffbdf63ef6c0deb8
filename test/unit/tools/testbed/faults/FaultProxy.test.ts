import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { buffer, text } from "node:stream/consumers";
import { connect } from "node:tls";
import { gunzipSync } from "node:zlib";
import { type DevelopmentCa, ensureDevelopmentCa } from "../../../../../tools/kit/developmentCa";
import { foreignReply } from "../../../../../tools/kit/injection";
import { LoopbackServer } from "../../../../../tools/kit/LoopbackServer";
import type { Fault } from "../../../../../tools/testbed/faults/Fault";
import { FaultProxy } from "../../../../../tools/testbed/faults/FaultProxy";
import { OVERSIZED_BYTES } from "../../../../../tools/testbed/faults/misbehave";
import { until } from "../../../../support/until";

const whole = { token: "a-token", expiresOn: "2026-01-31T12:00:00.0000000+00:00" };
const BODY = JSON.stringify(whole);

let ca: DevelopmentCa;
let service: LoopbackServer;
let proxy: FaultProxy;
/** What reached the service: method, target, Host header and body. */
let seen: string[];
/** Keeps connections, as SDKs do. */
let agent: Agent;

beforeAll(async () => {
  ca = await ensureDevelopmentCa();
  service = new LoopbackServer(
    ca,
    (message, response) => {
      void text(message).then((body) => {
        seen.push(`${message.method ?? ""} ${message.url ?? ""} ${message.headers.host ?? ""} ${body}`);
        const isDelete = message.method === "DELETE";
        response.writeHead(isDelete ? 204 : 201, { "Content-Type": "application/json", "x-from": "the service" });
        response.end(isDelete ? undefined : BODY);
      });
    },
    0,
  );
  await service.start();
});

afterAll(async () => {
  await service.stop();
});

beforeEach(async () => {
  seen = [];
  agent = new Agent({ keepAlive: true, ca: readFileSync(ca.caFile) });
  proxy = await FaultProxy.start({ ca, target: service.origin });
});

afterEach(async () => {
  agent.destroy();
  await proxy.stop();
});

interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

async function open({ method = "GET", path = "/", headers = {}, body }: Sent = {}): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    request(`${proxy.origin}${path}`, { method, headers, agent, servername: "localhost" })
      .once("response", resolve)
      .once("error", reject)
      .end(body);
  });
}

async function statusOf(sent?: Sent): Promise<number | undefined> {
  const reply = await open(sent);
  reply.resume();
  return reply.statusCode;
}

async function bodyOf(sent?: Sent): Promise<string> {
  return await text(await open(sent));
}

test("without a fault a request and its reply pass as they are, with the Host header that the client signed", async () => {
  const reply = await open({ method: "POST", path: "/a%3Ab?c=d", headers: { Host: "acs.example" }, body: "{}" });

  expect([reply.statusCode, reply.headers["x-from"], await text(reply)]).toEqual([201, "the service", BODY]);
  expect(seen).toEqual(["POST /a%3Ab?c=d acs.example {}"]);
  expect(await statusOf({ method: "DELETE" })).toBe(204);
});

test("refused: nobody listens, and the same port does again afterwards", async () => {
  await statusOf();
  const fault = await proxy.inject({ kind: "refused" });
  agent.destroy();
  await expect(open()).rejects.toMatchObject({ code: "ECONNREFUSED" });

  await fault.remove();
  expect(await statusOf()).toBe(201);
});

test("closing: how long a connection is kept is announced, and who comes later by it gets no reply", async () => {
  const fault = await proxy.inject({ kind: "closing", afterSeconds: 600 });
  const reply = await open();
  expect([reply.headers["keep-alive"], await text(reply)]).toEqual(["timeout=600", BODY]);
  await until(() => proxy.kept === 1);
  const later = jest.spyOn(performance, "now").mockReturnValue(performance.now() + 600_000);
  expect(proxy.kept).toBe(0);

  await expect(open({ method: "POST" })).rejects.toThrow("socket hang up");
  later.mockRestore();
  expect([seen.length, fault.met]).toEqual([1, 1]);
  expect(await statusOf()).toBe(201);
});

test("reset: the service has acted, and the client sees a reset", async () => {
  const fault = await proxy.inject({ kind: "reset" });

  await expect(open({ method: "POST" })).rejects.toThrow("ECONNRESET");

  expect(seen).toHaveLength(1);
  expect(fault.met).toBe(1);
});

test("silent: the service has acted, and the client waits for as long as it likes", async () => {
  const fault = await proxy.inject({ kind: "silent", path: /^\/slow$/ });
  const waiting = expect(open({ path: "/slow" })).rejects.toThrow(/hang up|ECONNRESET/);
  await until(() => seen.length === 1);

  expect(await statusOf()).toBe(201);
  await fault.remove();
  await proxy.stop();
  await waiting;
});

test("drip: byte by byte from the status line on", async () => {
  await proxy.inject({ kind: "drip" });
  const { port } = new URL(proxy.origin);
  const socket = connect({ port: Number(port), servername: "localhost", ca: readFileSync(ca.caFile) });
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const chunks: string[] = [];
  for await (const chunk of socket) {
    chunks.push(String(chunk));
    if (chunks.length === 3) {
      break;
    }
  }
  expect(chunks).toEqual(["H", "T", "T"]);
});

test("truncated: the reply breaks off before its promised length, also one that has no body", async () => {
  await proxy.inject({ kind: "truncated" });

  await expect(bodyOf()).rejects.toThrow("aborted");
  await expect(bodyOf({ method: "DELETE" })).rejects.toThrow("aborted");
  expect(seen).toHaveLength(2);
});

/** What comes in place of the service's reply, and whether the service has acted. */
const REPLIES: readonly [Fault, number, Record<string, string>, body: RegExp | string, acted: boolean][] = [
  [{ kind: "malformedJson" }, 200, {}, BODY.slice(0, -1), true],
  [{ kind: "htmlPage" }, 200, { "content-type": "text/html; charset=utf-8" }, /^<!doctype html>/, false],
  [{ kind: "redirect" }, 307, { location: "/a%3Ab?c=d" }, "", false],
  [{ kind: "expiresOn", value: 12345 }, 201, { "x-from": "the service" }, BODY.replace(/"2026[^"]*"/, "12345"), true],
  [
    { kind: "expiresOn", value: "2000-01-01T00:00:00Z" },
    201,
    {},
    BODY.replace(/2026[^"]*/, "2000-01-01T00:00:00Z"),
    true,
  ],
  [{ kind: "status", status: 429, retryAfter: 60 }, 429, { "retry-after": "60" }, /"code":"TooManyRequests"/, false],
  [{ kind: "status", status: 500, acts: true }, 500, {}, /"code":"InternalServerError"/, true],
];

test.each(["html", "json", "empty"] as const)(
  "a foreign reply comes whole and is none of the service's: %s",
  async (foreign) => {
    await proxy.inject({ kind: "status", status: 410, foreign, retryAfter: 7 });
    const reply = await open();
    const { headers, body } = foreignReply(foreign, 410);
    expect([reply.statusCode, reply.headers["content-type"], reply.headers["retry-after"], await text(reply)]).toEqual([
      410,
      headers["Content-Type"],
      "7",
      body,
    ]);
    expect(seen).toEqual([]);
  },
);

test.each(REPLIES)("%j answers %i in the service's place", async (fault, status, headers, body, acted) => {
  await proxy.inject(fault);
  const reply = await open({ path: "/a%3Ab?c=d" });
  expect([reply.statusCode, reply.headers]).toEqual([status, expect.objectContaining(headers)]);
  expect(await text(reply)).toEqual(typeof body === "string" ? body : expect.stringMatching(body));
  expect(seen).toHaveLength(acted ? 1 : 0);
});

test("oversized: the same JSON with a mebibyte of white space behind it, plain or compressed", async () => {
  const plain = await proxy.inject({ kind: "oversized" });
  const padded = await bodyOf();
  expect([padded.trim(), padded.length]).toEqual([BODY, BODY.length + OVERSIZED_BYTES]);
  expect(await statusOf({ method: "DELETE" })).toBe(200);
  await plain.remove();

  await proxy.inject({ kind: "oversizedGzip" });
  const reply = await open();
  expect([reply.statusCode, reply.headers["content-encoding"]]).toEqual([201, "gzip"]);
  expect(gunzipSync(await buffer(reply)).toString()).toBe(padded);
});

test("expiredCertificate: no request gets through, on kept connections neither", async () => {
  await statusOf();
  const fault = await proxy.inject({ kind: "expiredCertificate" });

  await expect(open()).rejects.toThrow("certificate has expired");
  expect(fault.met).toBe(1);
  expect(seen).toHaveLength(1);

  await fault.remove();
  expect(await statusOf()).toBe(201);
});

test("expiredCertificate for one connection only", async () => {
  await proxy.inject({ kind: "expiredCertificate", times: 1 });

  await expect(open()).rejects.toThrow("certificate has expired");
  expect(await statusOf()).toBe(201);
});

test("times, method and path: only such requests meet the fault, and only so often", async () => {
  const fault = await proxy.inject({ kind: "status", status: 503, times: 2, method: "post", path: /^\/a:b$/ });

  const sent: Sent[] = [
    { method: "GET", path: "/a%3Ab" },
    { method: "POST", path: "/a" },
  ];
  expect(await Promise.all(sent.map(statusOf))).toEqual([201, 201]);
  expect(fault.met).toBe(0);

  const post = { method: "POST", path: "/a%3Ab?query=1" };
  expect([await statusOf(post), await statusOf(post), await statusOf(post)]).toEqual([503, 503, 201]);
  expect(fault.met).toBe(2);
});

test("the older of two faults is met first, and the other when that one is gone", async () => {
  const older = await proxy.inject({ kind: "status", status: 503 });
  await proxy.inject({ kind: "status", status: 500 });
  expect(await statusOf()).toBe(503);

  await older.remove();
  expect(await statusOf()).toBe(500);
});

test("a target that is down: the connection is closed", async () => {
  await service.stop();
  try {
    await expect(open()).rejects.toThrow("hang up");
  } finally {
    await service.start();
  }
});
