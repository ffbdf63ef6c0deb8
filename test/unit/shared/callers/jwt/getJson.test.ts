import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { getJson, MAX_DOCUMENT_BYTES } from "../../../../../shared/callers/jwt/getJson";
import { systemClock } from "../../../../../shared/clock";
import { UpstreamFailure } from "../../../../../shared/resilience/UpstreamFailure";
import { IdentityProvider } from "../../../../../tools/testbed/identityProvider/IdentityProvider";
import { askedOfProxy } from "../../../../support/askedOfProxy";
import { errorFrom } from "../../../../support/errorFrom";

let provider: IdentityProvider;

beforeAll(async () => {
  provider = await IdentityProvider.start();
});

afterAll(async () => {
  await provider.stop();
});

const get = () => getJson(provider.issuer, new AbortController().signal, systemClock);

test("a document of 512 KiB is taken", async () => {
  provider.inTrouble((_request, response) => response.end('{"a":1}'.padEnd(512 * 1024)));

  await expect(get()).resolves.toEqual({ a: 1 });
});

test("a larger one is not, and is not asked for again", async () => {
  provider.inTrouble((_request, response) => response.end("{}".padEnd(MAX_DOCUMENT_BYTES + 1)));

  const failure = await errorFrom(UpstreamFailure, get);

  expect(failure).toMatchObject({ kind: "unexpected", mayHaveActed: false });
  expect(failure.cause).toMatchObject({ message: `${provider.issuer}: A reply has more than 512 KiB.` });
});

test("a document that its server keeps packed, and sends so, is unpacked; of a larger one no more than 512 KiB", async () => {
  const packed = (text: string) => {
    provider.inTrouble((_request, response) => response.setHeader("Content-Encoding", "gzip").end(gzipSync(text)));
  };
  packed('{"a":1}');
  await expect(get()).resolves.toEqual({ a: 1 });

  packed("{}".padEnd(MAX_DOCUMENT_BYTES + 1));
  const failure = await errorFrom(UpstreamFailure, get);
  expect(failure.cause).toMatchObject({ message: `${provider.issuer}: A reply has more than 512 KiB.` });

  provider.inTrouble((_request, response) => response.setHeader("Content-Encoding", "gzip").end("{}"));
  await expect(get()).rejects.toMatchObject({ kind: "unavailable" });
});

test("where an issuer is in trouble, and says so at length, it is asked again", async () => {
  provider.inTrouble((_request, response) => response.writeHead(500).end(" ".repeat(MAX_DOCUMENT_BYTES + 1)));

  expect(await errorFrom(UpstreamFailure, get)).toMatchObject({ kind: "unavailable" });
});

test("of one that never ends, no more than that is read: the connection is closed", async () => {
  const closed = new Promise((resolve) => {
    provider.inTrouble((_request, response) => {
      const write = () => {
        while (response.write(" ".repeat(64 * 1024))) {
          // Until the reader is behind.
        }
      };
      response.on("drain", write);
      resolve(once(response, "close"));
      write();
    });
  });

  await expect(get()).rejects.toBeInstanceOf(UpstreamFailure);
  await closed;
});

test("what is no JSON may be when it is asked for again", async () => {
  provider.inTrouble((_request, response) => response.end("{"));

  await expect(get()).rejects.toMatchObject({ kind: "unavailable" });
});

test("of a document that is no JSON, its type and length are told, and nothing of it", async () => {
  provider.inTrouble((_request, response) => response.setHeader("Content-Type", "text/html; a=b").end("<p>opaque"));

  const failure = await errorFrom(UpstreamFailure, get);

  expect(failure).toMatchObject({ kind: "unavailable" });
  expect(String(failure.cause)).toBe(
    `Error: ${provider.issuer} answered 200 with text/html of 9 characters that is not JSON.`,
  );
});

test("it is asked for by the proxy by which the SDKs' calls go, without which a closed network has no way to it", async () => {
  const asked = await askedOfProxy(async () => {
    await errorFrom(UpstreamFailure, () =>
      getJson("https://issuer.invalid/keys", new AbortController().signal, systemClock),
    );
  });
  expect(asked).toEqual(["issuer.invalid:443"]);
});
