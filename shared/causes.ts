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
export function causesOf(error: unknown, { withStack = true } = {}): object[] {
  const chain = chainOf(error);
  const hidden = chain
    .flatMap((cause) => (cause instanceof Error && quotesBody(cause) ? [cause.message] : []))
    // One that holds another is to be found whole.
    .sort((a, b) => b.length - a.length);
  return chain.map((cause) => {
    if (!(cause instanceof Error)) {
      return { name: typeof cause };
    }
    return {
      name: cause.name,
      ...plainFields(cause),
      ...(replyFieldsOf(cause) ?? errorFieldsOf(cause, hidden, withStack)),
    };
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

/** A member of what may be an object. By hand and not by zod, which the start of the app would have to wait for. */
function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown, name: string): string | undefined {
  const member = memberOf(value, name);
  return typeof member === "string" ? member : undefined;
}

/** The reply that an error of either generation of Azure's SDKs is about; one of them keeps no text of some bodies. */
function failedReplyOf(error: Error) {
  const response = memberOf(error, "response");
  const status = memberOf(response, "status");
  const headers = memberOf(response, "headers");
  return typeof status === "number" && hasGet(headers)
    ? { status, headers, bodyAsText: textOf(response, "bodyAsText"), details: memberOf(error, "details") }
    : undefined;
}

function hasGet(headers: unknown): headers is { get(name: string): string | undefined } {
  return typeof memberOf(headers, "get") === "function";
}

/** What is shown of a reply; undefined when the error is about none. A success that cannot be read is shown as well. */
function replyFieldsOf(error: Error): object | undefined {
  const reply = failedReplyOf(error);
  if (!reply) {
    return undefined;
  }
  const { status, bodyAsText, headers, details } = reply;
  const envelope = envelopeIn(bodyAsText === undefined ? details : jsonIn(bodyAsText));
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

/** The error envelope of Azure's services, or that of Table Storage. */
function envelopeIn(body: unknown): { code: string; target?: string | undefined; message: string } | undefined {
  const inTable = memberOf(body, "odata.error");
  const error = inTable ?? memberOf(body, "error");
  const code = textOf(error, "code");
  const message = inTable === undefined ? textOf(error, "message") : textOf(memberOf(error, "message"), "value");
  return code === undefined || message === undefined ? undefined : { code, target: textOf(error, "target"), message };
}

function errorFieldsOf(error: Error, hidden: readonly string[], withStack: boolean): object {
  const shown = error.name === "SyntaxError" ? NOT_SHOWN : withoutBodies(error, hidden);
  const text = cut(shown, isForeign(error) ? LONGEST_FOREIGN_TEXT : LONGEST_TEXT);
  const hasStack = withStack && error.cause === undefined && !isForeign(error);
  return { text, ...(hasStack && { stack: framesOf(error) }) };
}

/** JSON.parse quotes what it read. */
function quotesBody(error: Error): boolean {
  return error.message !== "" && (error.name === "SyntaxError" || failedReplyOf(error) !== undefined);
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
