import type { HttpRequest } from "@azure/functions";
import type { AcsSdk } from "../acs/sdks";
import { ApiError } from "../errors";
import type { Lazy } from "../lazy";
import type { BodyCheck, Checked } from "./fieldErrors";

/** The largest body taken, in bytes. The largest sensible one is under 200. */
export const MAX_BODY_BYTES = 16 * 1024;

/** RFC 9110, section 5.6.6: a parameter's name, and its value as it is or in quotes. */
const PARAMETER = /;\s*([^\s;="]+)=("(?:[^"\\]|\\.)*"|[^;]*)/g;

/**
 * Reads the body as JSON and checks it by what `load` gives; no body at all counts as `{}`.
 * @throws ApiError UnsupportedMediaType, RequestTooLarge or InvalidJson
 */
export async function jsonBody<T>(request: HttpRequest, load: () => Promise<BodyCheck<T>>): Promise<Checked<T>> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength === 0) {
    return isChunked(request) ? chunkedBody : (await load())({});
  }
  if (bytes.byteLength > MAX_BODY_BYTES) {
    throw new ApiError(
      "RequestTooLarge",
      `The body is over ${MAX_BODY_BYTES / 1024} KiB; send only the documented fields.`,
    );
  }
  // A client that names no type is taken at the word of the documentation: bodies are JSON.
  requireJson(request.headers.get("content-type") ?? "application/json");
  const body = parseJson(bytes);
  return (await load())(body);
}

/** Parameters that are not known are ignored: RFC 8259 defines none, and OData's clients send their own. */
function requireJson(contentType: string): void {
  if (contentType.split(";", 1)[0]?.trim().toLowerCase() !== "application/json") {
    throw new ApiError("UnsupportedMediaType", "Send the body with the header Content-Type: application/json.");
  }
  for (const [, name = "", value = ""] of contentType.matchAll(PARAMETER)) {
    if (name.toLowerCase() === "charset" && !/^"?utf-?8"?$/i.test(value.trim())) {
      const message = "Send the body in UTF-8, with the header Content-Type: application/json and no other charset.";
      throw new ApiError("UnsupportedMediaType", message);
    }
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ApiError("InvalidJson", 'The body is not JSON in UTF-8; send an object such as {"scopes":["chat"]}.', {
      cause,
    });
  }
}

/**
 * The Functions host drops a body without Content-Length: what the caller asked for must not be lost in silence.
 */
function isChunked(request: HttpRequest): boolean {
  return /\bchunked\b/i.test(request.headers.get("transfer-encoding") ?? "");
}

const chunkedBody = {
  fieldErrors: [
    {
      code: "InvalidValue",
      target: "body",
      message: "The body was sent in chunks, which Azure Functions drops; send it with a Content-Length header.",
    },
  ],
} as const satisfies Checked<never>;

/** The bodies that callers send, each to be loaded when it is needed. */
export type Bodies = ReturnType<typeof bodiesFor>;

export function bodiesFor(sdk: AcsSdk, makeLazy: Lazy) {
  const checks = makeLazy(async () => (await import("./requestBodies.js")).bodyChecks(sdk));
  return {
    issueToken: async () => (await checks()).issueToken,
    createIdentity: async () => (await checks()).createIdentity,
    exchangeTeamsToken: async () => (await checks()).exchangeTeamsToken,
    putTeamsAccess: async () => (await checks()).putTeamsAccess,
  };
}
