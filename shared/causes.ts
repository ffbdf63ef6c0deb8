import * as z from "zod";
import { jsonIn } from "./jsonIn";
import { redact } from "./redact";

const MOST_CAUSES = 6;
const LONGEST_TEXT = 2_000;

/** What another service or its SDK says in an error is cut here. */
const LONGEST_FOREIGN_TEXT = 300;

const NOT_SHOWN = "(not shown)";

/**
 * An error and what caused it, outermost first. Nothing of a request; of a reply's error envelope code, target and
 * message, of any other body its type and length. The SDKs put the whole of a body that they cannot read into their
 * errors' messages, and so into the first lines of their stacks.
 */
export function causesOf(error: unknown): object[] {
  const chain = chainOf(error);
  const hidden = chain.flatMap((cause) => (cause instanceof Error && quotesBody(cause) ? [cause.message] : []));
  return chain.map((cause) => {
    if (!(cause instanceof Error)) {
      return { name: typeof cause };
    }
    return { name: cause.name, ...plainFields(cause), ...(replyFieldsOf(cause) ?? errorFieldsOf(cause, hidden)) };
  });
}

/** What is no error ends the chain. */
function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let cause = error; cause !== undefined && chain.length < MOST_CAUSES;) {
    chain.push(cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return chain;
}

/** An error of either generation of Azure's SDKs that is about a reply; one of them keeps no text of some bodies. */
const failedReply = z.object({
  details: z.unknown().optional(),
  response: z.object({
    status: z.number(),
    bodyAsText: z.string().optional().catch(undefined),
    headers: z.custom<{ get(name: string): string | undefined }>(
      (value) => typeof value === "object" && value !== null && "get" in value && typeof value.get === "function",
    ),
  }),
});

/** What is shown of a reply; undefined when the error is about none. A success that cannot be read is shown as well. */
function replyFieldsOf(error: Error): object | undefined {
  const { data } = failedReply.safeParse(error);
  if (!data) {
    return undefined;
  }
  const { status, bodyAsText, headers } = data.response;
  const envelope = envelopeIn(bodyAsText === undefined ? data.details : jsonIn(bodyAsText));
  if (envelope) {
    const { code, target, message } = envelope;
    return { statusCode: status, code: plain(code), target: plain(target), text: cut(message, LONGEST_FOREIGN_TEXT) };
  }
  const [type] = /^[\w.+/-]{1,100}/.exec(headers.get("content-type") ?? "") ?? [];
  const length =
    bodyAsText === undefined ? Number(headers.get("content-length") ?? NaN) : Buffer.byteLength(bodyAsText);
  const code = "code" in error && error.code === "PARSE_ERROR" ? error.code : undefined;
  return { statusCode: status, code, type, length, text: "The reply is no error envelope; its body is not shown." };
}

/** That of Azure's services, and that of Table Storage. */
const errorEnvelope = z.object({
  error: z.object({ code: z.string(), target: z.string().optional().catch(undefined), message: z.string() }),
});
const tableEnvelope = z.object({
  "odata.error": z.object({ code: z.string(), message: z.object({ value: z.string() }) }),
});

function envelopeIn(body: unknown): { code: string; target?: string | undefined; message: string } | undefined {
  const { data: inTable } = tableEnvelope.safeParse(body);
  const { code, message } = inTable?.["odata.error"] ?? {};
  return code !== undefined && message ? { code, message: message.value } : errorEnvelope.safeParse(body).data?.error;
}

function errorFieldsOf(error: Error, hidden: readonly string[]): object {
  const shown = error.name === "SyntaxError" ? NOT_SHOWN : withoutBodies(error, hidden);
  const text = cut(shown, isForeign(error) ? LONGEST_FOREIGN_TEXT : LONGEST_TEXT);
  return { text, ...(error.cause === undefined && !isForeign(error) && { stack: framesOf(error) }) };
}

/** JSON.parse quotes what it read. */
function quotesBody(error: Error): boolean {
  return error.message !== "" && (error.name === "SyntaxError" || failedReply.safeParse(error).success);
}

/** Those of `@azure/identity` and of MSAL under it. */
const FOREIGN =
  /^(?:Authentication|AggregateAuthentication|AuthenticationRequired|CredentialUnavailable|Server|ClientAuth|ClientConfiguration|ManagedIdentity)/;

function isForeign({ name }: Error): boolean {
  return FOREIGN.test(name);
}

/** An error around another one repeats its message; `@azure/identity` puts a body that it cannot read after a blank line. */
function withoutBodies(error: Error, hidden: readonly string[]): string {
  const quoting = hidden.reduce((text, message) => text.replaceAll(message, NOT_SHOWN), error.message);
  const own = isForeign(error) ? (quoting.split("\n\n")[0] ?? "") : quoting;
  return own.includes('" is not valid JSON') ? own.slice(0, own.indexOf('"')) + NOT_SHOWN : own;
}

/** Masked first: of half a secret it cannot be told that it is one. */
function cut(text: string, length: number): string {
  return redact(text).slice(0, length);
}

/** Where it was thrown, and nothing of what was said. */
function framesOf({ message, stack = "" }: Error): string[] {
  return stack
    .replace(message, "")
    .split("\n")
    .filter((line) => FRAME.test(line))
    .slice(-Error.stackTraceLimit);
}

const FRAME = /^ {4}at [^"{}]{1,300}$/;

function plainFields(error: Error): Record<string, unknown> {
  const fields = Object.entries(error).filter(([field]) => ["code", "kind", "statusCode"].includes(field));
  return Object.fromEntries(fields.map(([field, value]) => [field, typeof value === "string" ? plain(value) : value]));
}

/** A code may be what a service wrote. */
function plain(code: string | undefined): string | undefined {
  return code !== undefined && /^[\w.[\]-]{1,64}$/.test(code) ? code : undefined;
}
