import { getEventListeners } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { createPipelineRequest, type PipelineRequest, RestError } from "@azure/core-rest-pipeline";
import { ReplyTooLargeError } from "../../../../shared/resilience/BoundedText";
import { classify, failedCallOf } from "../../../../shared/resilience/failedCall";
import { ask, sdkHttpClient } from "../../../../shared/resilience/sdkHttpClient";
import { IdentityProvider } from "../../../../tools/testbed/identityProvider/IdentityProvider";
import { askedOfProxy } from "../../../support/askedOfProxy";
import { errorFrom } from "../../../support/errorFrom";

/** A server on this machine, and what it was asked. */
async function withServer(
  answer: RequestListener,
  test: (url: string, asked: IncomingMessage[]) => Promise<void>,
  host = "127.0.0.1",
): Promise<void> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, reply) => {
    asked.push(request);
    answer(request, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = addressOf(server.address());
  try {
    await test(`http://${host.includes(":") ? `[${host}]` : host}:${port}/a?b=c`, asked);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === "string") {
    throw new TypeError("The server has no port.");
  }
  return address;
}

const send = (url: string, options: Partial<PipelineRequest> = {}) =>
  sdkHttpClient.sendRequest(createPipelineRequest({ url, allowInsecureConnection: true, ...options }));

/** What can be given up, and how many wait for that. */
function abortable() {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = () => {
    controller.abort();
  };
  return { abort, abortSignal: signal, waiting: () => getEventListeners(signal, "abort").length };
}

test("a request goes as it is, without asking for a compressed reply, and the reply comes back as it is", async () => {
  const answer: RequestListener = (request, reply) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => reply.writeHead(307, { Location: "/elsewhere", "X-Custom": "é" }).end(`${body}é`));
  };
  await withServer(answer, async (url, asked) => {
    const { abortSignal, waiting } = abortable();
    const { status, headers, bodyAsText } = await send(url, { method: "POST", body: "ü", abortSignal });
    expect([status, headers.get("location"), bodyAsText]).toEqual([307, "/elsewhere", "üé"]);
    expect(asked.map(({ method, url: path, headers: sent }) => [method, path, sent["content-length"]])).toEqual([
      ["POST", "/a?b=c", "2"],
    ]);
    expect(asked[0]?.headers["accept-encoding"]).toBeUndefined();
    expect(waiting()).toBe(0);
  });
});

test("each request goes to its own server and path", async () => {
  const paths = ["/", "/c/d", "/c?e=/f"];
  const answer: RequestListener = (_, reply) => reply.end();
  await withServer(answer, async (one, askedOfOne) => {
    await withServer(answer, async (other, askedOfOther) => {
      for (const path of paths) {
        await send(new URL(path, one).href);
        await send(new URL(`/other${path}`, other).href);
      }
      const { origin } = new URL(one);
      await send(origin);
      await send(`${origin}?f=/g#h`);
      expect(askedOfOne.map(({ url }) => url)).toEqual([...paths, "/", "/?f=/g"]);
      expect(askedOfOther.map(({ url }) => url)).toEqual(paths.map((path) => `/other${path}`));
    });
  });
});

test.each<[string, RequestListener]>([
  ["before an answer", () => undefined],
  ["within an answer", (_, reply) => reply.writeHead(200, { "Content-Length": 9 }).write("half")],
])("a request that is given up %s ends at once, and its connection with it", async (_, answer) => {
  let closed: Promise<unknown> = Promise.resolve();
  const { abort, abortSignal, waiting } = abortable();
  const answerAndAbort: RequestListener = (request, reply) => {
    closed = new Promise((resolve) => request.socket.once("close", resolve));
    answer(request, reply);
    setImmediate(abort);
  };
  await withServer(answerAndAbort, async (url) => {
    await expect(send(url, { abortSignal })).rejects.toThrow();
    await closed;
    expect(waiting()).toBe(0);
  });
});

test("a request that was given up before is not sent", async () => {
  await withServer(
    (_, reply) => reply.end(),
    async (url, asked) => {
      const { abort, abortSignal } = abortable();
      abort();
      await expect(send(url, { abortSignal })).rejects.toMatchObject({ name: "AbortError" });
      expect(asked).toEqual([]);
    },
  );
});

test("a reply that breaks off or is too large is refused, and nobody waits for it to be given up", async () => {
  const tooLong = "x".repeat(2_000_000);
  const answer: RequestListener = ({ method }, reply) => {
    if (method === "PUT") {
      reply.end(tooLong);
    } else {
      reply.writeHead(200, { "Content-Length": 9 });
      reply.write("half", () => reply.destroy());
    }
  };
  await withServer(answer, async (url) => {
    const { abortSignal, waiting } = abortable();
    await expect(send(url, { abortSignal })).rejects.toMatchObject({ code: "ECONNRESET" });
    await errorFrom(ReplyTooLargeError, () => send(url, { method: "PUT", abortSignal }));
    expect(waiting()).toBe(0);
  });
});

test("a server that cannot be reached is told in the SDKs' own form, by the network's code", async () => {
  let gone = "";
  await withServer(
    (_, reply) => reply.end(),
    (url) => {
      gone = url;
      return Promise.resolve();
    },
  );
  const error = await errorFrom(RestError, () => send(gone));
  expect([error.code, error.statusCode]).toEqual(["ECONNREFUSED", undefined]);
});

test("what is not to go without TLS is not sent", async () => {
  await withServer(
    (_, reply) => reply.end(),
    async (url, asked) => {
      await expect(send(url, { allowInsecureConnection: false })).rejects.toThrow("TLS");
      expect(asked).toEqual([]);
    },
  );
});

const hasIpv6 = Object.values(networkInterfaces()).some((all = []) => all.some(({ address }) => address === "::1"));
/** A machine may be without IPv6; jest reports the test as skipped there. */
(hasIpv6 ? test : test.skip)("an IPv6 address, which a URL has in brackets, is called", async () => {
  await withServer(
    (_, reply) => reply.end("here"),
    async (url) => {
      await expect(send(url)).resolves.toMatchObject({ status: 200, bodyAsText: "here" });
    },
    "::1",
  );
});

test.each([
  ["407 Proxy Authentication Required", ""],
  ["403 Forbidden", "<p>Not from here.</p>"],
  ["404 Not Found", '{"error":{"code":"IdentityNotFound","message":"No."}}'],
  ["204 No Content", ""],
  ["201 Created", '{"identity":{"id":"1"}}'],
])(
  "what a proxy says that lets nothing through, as %s, is not taken for the reply of the service",
  async (status, body) => {
    const answer = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    for (const method of ["GET", "HEAD"] as const) {
      const { signal: abortSignal } = new AbortController();
      const call = async () => {
        const error = await errorFrom(RestError, () => ask("https://acs.invalid/", { method, abortSignal }));
        expect([error.code, error.statusCode, error.message]).toEqual([
          "PROXY_REFUSED",
          undefined,
          `The proxy that HTTPS_PROXY, ALL_PROXY or HTTP_PROXY names answered ${status.slice(0, 3)}.`,
        ]);
        expect(classify(failedCallOf(error), 0)).toMatchObject({ kind: "unavailable", mayHaveActed: false });
      };
      expect(await askedOfProxy(call, answer)).toEqual(["acs.invalid:443"]);
    }
  },
);

test("HEAD of what a server keeps packed is answered, though nothing follows", async () => {
  const provider = await IdentityProvider.start();
  provider.inTrouble((_request, response) => response.setHeader("Content-Encoding", "gzip").end());
  const { signal: abortSignal } = new AbortController();

  const { status } = await ask(provider.issuer, { method: "HEAD", abortSignal }).finally(() => provider.stop());

  expect(status).toBe(200);
});
