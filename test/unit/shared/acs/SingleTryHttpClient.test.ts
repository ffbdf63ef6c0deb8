import type { RequestListener } from "node:http";
import { ServiceClient, WebResource } from "@azure/core-http";
import { FailedCallError, SingleTryHttpClient } from "../../../../shared/acs/SingleTryHttpClient";
import { sdkConnections } from "../../../../shared/resilience/sdkConnections";
import { ensureDevelopmentCa } from "../../../../tools/kit/developmentCa";
import { LoopbackServer } from "../../../../tools/kit/LoopbackServer";
import { askedOfProxy } from "../../../support/askedOfProxy";
import { errorFrom } from "../../../support/errorFrom";

let server: LoopbackServer | undefined;

afterEach(async () => {
  await server?.stop();
});

afterAll(() => {
  sdkConnections.destroy();
});

/** A service on loopback; its URL, and how often it was called. */
async function serve(listener: RequestListener): Promise<{ url: string; calls: () => number }> {
  let calls = 0;
  const ca = await ensureDevelopmentCa();
  server = new LoopbackServer(
    ca,
    (request, response) => {
      calls++;
      listener(request, response);
    },
    0,
  );
  await server.start();
  return { url: `${server.origin}/identities`, calls: () => calls };
}

function reply(status: number, body = "", headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
}

const send = (url: string, abortSignal?: AbortSignal) =>
  new SingleTryHttpClient().sendRequest(
    new WebResource(
      url,
      "POST",
      '{"scopes":["chat"]}',
      {},
      { "Content-Type": "application/json" },
      false,
      false,
      abortSignal,
    ),
  );

/** How the failed call is described. */
const callOf = async (url: string) => (await errorFrom(FailedCallError, () => send(url))).call;

it.each([
  [200, '{"id":"1"}'],
  [201, '{"id":"1"}'],
  [204, ""],
])("a success (%d) is passed on with its body", async (status, body) => {
  const { url, calls } = await serve(reply(status, body));
  const response = await send(url);
  expect(response.status).toBe(status);
  expect(response.bodyAsText).toBe(body);
  expect(calls()).toBe(1);
});

it.each([
  [400, '{"error":{"code":"ValidationError","message":"No."}}', "ValidationError"],
  [401, '{"error":{"code":"IdentityNotOwned","message":"Not yours."}}', "IdentityNotOwned"],
  [404, "", undefined],
  [500, "<html>Oops</html>", undefined],
  [500, '{"error":"Oops"}', undefined],
  [500, '{"error":{"code":5}}', undefined],
  [500, "null", undefined],
  [502, '["error"]', undefined],
])("%d with the body %s has the code %s", async (status, body, code) => {
  const { url } = await serve(reply(status, body));
  expect(await callOf(url)).toMatchObject({ status, code });
});

it.each(["30", "Sat, 31 Jan 2026 12:00:30 GMT"])("Retry-After: %s is kept as it came", async (retryAfter) => {
  const { url } = await serve(reply(429, "", { "Retry-After": retryAfter }));
  expect(await callOf(url)).toMatchObject({ status: 429, retryAfter });
});

test("a redirect is not followed", async () => {
  const { url, calls } = await serve(reply(307, "", { Location: "/elsewhere" }));
  expect((await callOf(url)).status).toBe(307);
  expect(calls()).toBe(1);
});

test("a refused connection is told by its code, and has no status", async () => {
  const { url } = await serve(reply(200));
  await server?.stop();
  const call = await callOf(url);
  expect(call).toMatchObject({ code: "ECONNREFUSED" });
  expect(call.status).toBeUndefined();
  expect(call.cause).toBeInstanceOf(Error);
});

test("a connection that breaks before the reply is told by its code", async () => {
  const { url } = await serve((request) => {
    request.socket.destroy();
  });
  expect(await callOf(url)).toMatchObject({ code: "ECONNRESET" });
});

test("a connection that breaks within the reply is a failure", async () => {
  const { url } = await serve((request, response) => {
    response.write('{"id":', () => request.socket.destroy());
  });
  expect((await callOf(url)).status).toBeUndefined();
});

test("an aborted call ends at once", async () => {
  const controller = new AbortController();
  const { url } = await serve(() => {
    controller.abort();
  });
  await expect(send(url, controller.signal)).rejects.toBeInstanceOf(FailedCallError);
});

test("the message tells what ACS answered, and nothing of the reply's text", async () => {
  const { url } = await serve(reply(401, '{"error":{"code":"Denied","message":"accesskey=abc"}}'));
  const error = await errorFrom(FailedCallError, () => send(url));
  expect(error.message).toBe("ACS answered 401.");
});

describe("within the SDK's own pipeline", () => {
  const sendThroughPipeline = async (url: string) =>
    await new ServiceClient(undefined, { httpClient: new SingleTryHttpClient() }).sendRequest(
      new WebResource(url, "POST"),
    );

  it.each([429, 500, 503])("%d with Retry-After: 0 is not tried again", async (status) => {
    const { url, calls } = await serve(reply(status, "", { "Retry-After": "0" }));
    await expect(sendThroughPipeline(url)).rejects.toBeInstanceOf(FailedCallError);
    expect(calls()).toBe(1);
  });

  test("a broken connection is not tried again", async () => {
    const { url, calls } = await serve((request) => {
      request.socket.destroy();
    });
    await expect(sendThroughPipeline(url)).rejects.toBeInstanceOf(FailedCallError);
    expect(calls()).toBe(1);
  });
});

test("a call goes by the proxy that the environment names", async () => {
  const call = () => errorFrom(FailedCallError, () => send("https://acs.invalid/identities"));
  expect(await askedOfProxy(call)).toEqual(["acs.invalid:443"]);
});
