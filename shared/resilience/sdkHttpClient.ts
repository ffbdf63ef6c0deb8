import { Agent, type ClientRequest, globalAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { urlToHttpOptions } from "node:url";
import { constants, createGunzip } from "node:zlib";
import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
  proxyPolicy,
  RestError,
} from "@azure/core-rest-pipeline";
import { BoundedText, MAX_REPLY_BYTES, ReplyTooLargeError } from "./BoundedText";
import { PROXY_REFUSED } from "./failedCall";
import { sdkConnections } from "./sdkConnections";

/**
 * What sends the requests of the SDKs. Their own client would take a reply of any size, and unpack what is compressed;
 * here none is asked for compressed, and one that is all the same is text that means nothing. It also costs more CPU, with
 * its streams, signals and headers for every case: in the median of six measurements (Node 20, 22 and 24) this one takes a
 * tenth less for a call, and undici 7 no less than theirs.
 */
export const sdkHttpClient: HttpClient = {
  sendRequest: (request) => {
    request.headers.delete("Accept-Encoding");
    return exchange(request, MAX_REPLY_BYTES, asItIs);
  },
};

interface AskOptions {
  readonly method: "GET" | "HEAD";
  readonly abortSignal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** The largest reply that is taken, in bytes. */
  readonly maxReplyBytes?: number;
}

/**
 * Asks without an SDK, by the way that the SDKs' calls take: by a proxy where there is one. A redirect is not followed.
 * @throws RestError when nothing answers there, ReplyTooLargeError
 */
export async function ask(url: string, { maxReplyBytes = MAX_REPLY_BYTES, ...options }: AskOptions) {
  const request = createPipelineRequest({ url, ...options, headers: createHttpHeaders(options.headers) });
  return await proxyPolicy().sendRequest(request, (proxied) => exchange(proxied, maxReplyBytes, unpacked));
}

/** Of a reply, what its text is read from. */
type BodyOf = (reply: IncomingMessage) => Readable;

const asItIs: BodyOf = (reply) => reply;

/** Who keeps a document packed may send it so, whatever is asked for, and says so to HEAD, too: there nothing follows. */
const unpacked: BodyOf = (reply) =>
  reply.headers["content-encoding"] === "gzip"
    ? pipeline(reply, createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }), () => undefined)
    : reply;

async function exchange(request: PipelineRequest, maxReplyBytes: number, bodyOf: BodyOf): Promise<PipelineResponse> {
  return await new Promise((resolve, reject) => {
    const { abortSignal } = request;
    const outgoing = send(request);
    const giveUp = () => {
      outgoing.destroy(new AbortError());
    };
    const settled = () => abortSignal?.removeEventListener("abort", giveUp);
    const failed = (error: Error) => {
      settled();
      reject(error);
    };
    outgoing.once("response", (reply) => {
      sdkConnections.note(reply);
      textOf(bodyOf(reply), maxReplyBytes, reply.statusCode).then((bodyAsText) => {
        settled();
        resolve({ ...headOf(reply), request, bodyAsText });
      }, failed);
    });
    outgoing.once("error", (error) => {
      failed(asRestError(error, request));
    });
    outgoing.once("proxyConnect", ({ statusCode }: { statusCode: number }) => {
      if (statusCode !== 200) {
        outgoing.destroy(new ProxyRefusedError(statusCode));
      }
    });
    if (abortSignal?.aborted) {
      giveUp();
    } else {
      abortSignal?.addEventListener("abort", giveUp);
    }
  });
}

/** So named, the SDKs know that it was their caller who gave the call up. */
class AbortError extends Error {
  override readonly name = "AbortError";
}

/**
 * No way leads by the proxy. Its agent would hand what the proxy said, in the clear, to whoever waits for the reply of the
 * service behind it: a 403 were that of the vault, a 404 that of ACS.
 */
class ProxyRefusedError extends Error {
  override readonly name = "ProxyRefusedError";
  readonly code = PROXY_REFUSED;

  constructor(status: number) {
    super(`The proxy that HTTPS_PROXY, ALL_PROXY or HTTP_PROXY names answered ${status}.`);
  }
}

function send({ url, method, headers, body, agent: proxy, allowInsecureConnection }: PipelineRequest): ClientRequest {
  const to = addressOf(url);
  if (typeof body === "string") {
    headers.set("Content-Length", String(Buffer.byteLength(body)));
  } else if (body) {
    throw new TypeError("Of the SDKs' requests only those with a text can be sent.");
  }
  const options = { ...to, method, headers: headers.toJSON({ preserveCase: true }) };
  if (to.protocol === "https:") {
    return requestHttps({ ...options, agent: agentFor(proxy, sdkConnections) }).end(body);
  }
  if (!allowInsecureConnection) {
    throw new TypeError(`${url} is not to be called without TLS.`);
  }
  return requestHttp({ ...options, agent: agentFor(proxy, globalAgent) }).end(body);
}

type Address = Pick<ReturnType<typeof urlToHttpOptions>, "protocol" | "hostname" | "port" | "path">;

/** By the start of their URLs, which to take apart for each request costs 3 % of a call. They are as few as the parties. */
const servers = new Map<string, Omit<Address, "path">>();

/** What the SDKs call is written as `URL` writes it, and has a path. */
function addressOf(url: string): Address {
  const [, origin, path] = /^(\w+:\/\/[^/?#]+)(\/[^#]*)$/.exec(url) ?? [];
  if (origin === undefined || path === undefined) {
    return urlToHttpOptions(new URL(url));
  }
  const known = servers.get(origin);
  if (known) {
    return { ...known, path };
  }
  const { protocol, hostname, port } = urlToHttpOptions(new URL(origin));
  servers.set(origin, { protocol, hostname, port });
  return { protocol, hostname, port, path };
}

/** That of a proxy where there is one: passing it by would be where the network has it otherwise. */
function agentFor(proxy: PipelineRequest["agent"], own: Agent): Agent {
  if (proxy === undefined || proxy instanceof Agent) {
    return proxy ?? own;
  }
  throw new TypeError("The agent of a proxy is none of Node's.");
}

/** As it comes, with less to do for each chunk than a loop over the stream has. */
async function textOf(body: Readable, maxBytes: number, status: number | undefined): Promise<string> {
  const text = new BoundedText(maxBytes);
  return await new Promise((resolve, reject) => {
    body.on("data", (chunk: Buffer) => {
      if (!text.add(chunk)) {
        body.destroy(new ReplyTooLargeError(maxBytes, status));
      }
    });
    body.once("end", () => {
      resolve(text.toString());
    });
    body.once("error", reject);
  });
}

function headOf({ statusCode = 0, headers }: IncomingMessage): Pick<PipelineResponse, "status" | "headers"> {
  const kept = createHttpHeaders();
  for (const [name, value] of Object.entries(headers)) {
    kept.set(name, String(value));
  }
  return { status: statusCode, headers: kept };
}

function asRestError(error: NodeJS.ErrnoException, request: PipelineRequest): Error {
  const { message, code = RestError.REQUEST_SEND_ERROR } = error;
  return error instanceof AbortError || error instanceof ReplyTooLargeError
    ? error
    : new RestError(message, { code, request });
}
