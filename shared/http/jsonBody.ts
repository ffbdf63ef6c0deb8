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
 * Reads the body as JSON and checks it by what `load` gives; no body at all counts as `{}`. What is no JSON is refused with
 * what the check says of no object.
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
  const check = await load();
  if ("fault" in body) {
    const rule = check(undefined);
    throw new ApiError("InvalidJson", [body.fault, ...messagesOf(rule)].join(" "));
  }
  return check(body.json);
}

function messagesOf(checked: Checked<unknown>): string[] {
  return "fieldErrors" in checked ? checked.fieldErrors.map(({ message }) => message) : [];
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

/** Of a body that cannot be read the fault tells where that is, and nothing of what stands there. */
function parseJson(bytes: Uint8Array): { json: unknown } | { fault: string } {
  const text = textIn(bytes);
  if (text === undefined) {
    return { fault: "The body is not in UTF-8." };
  }
  try {
    return { json: JSON.parse(text) };
  } catch {
    const lines = text.slice(0, endOfJson(text)).split(/\r\n?|\n/);
    return {
      fault: `The body is not JSON in UTF-8: correct it at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}.`,
    };
  }
}

function textIn(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** How much of a text is the beginning of some JSON. V8 does not tell it of a token that it did not expect, so it is searched for. */
function endOfJson(text: string): number {
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    [good, bad] = isBeginning(text.slice(0, middle)) ? [middle, bad] : [good, middle];
  }
  return good;
}

/** Whether a text is JSON, or V8 gives up only at its end. Where V8 says less it quotes the text, which could say anything. */
function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    const [, position] = / in JSON at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(message) ?? [];
    return /^Unexpected end of JSON input$/.test(message) || Number(position) === text.length;
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
