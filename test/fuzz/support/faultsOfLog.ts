import * as z from "zod";
import { OPERATIONS } from "../../../tools/openapi/operations";
import { MARK } from "./rubbish";

const LINE = /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\] \[(info|warn|error)\] (\w+): (.+)$/;

/** What the emulator says of itself, once. */
const WARNING = "The ACS emulator is for development and tests only";

const entry = z.looseObject({
  message: z.string(),
  requestId: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  function: z.string(),
});

const request = entry.extend({ status: z.int(), durationMs: z.number() });
const audit = entry.extend({ audit: z.string(), outcome: z.literal("done"), identity: z.string().optional() });

const names = OPERATIONS.map(({ name }) => name);

/** The lines of the API's log in which something is wrong, each with what it is. */
export function faultsOfLog(lines: readonly string[]): string[] {
  const ours = lines.filter((line) => !line.startsWith(WARNING));
  return ours.flatMap((line) => {
    const fault = faultOf(line);
    return fault === undefined ? [] : [`${fault}: ${line.slice(0, 500)}`];
  });
}

/** How many requests the log tells of. */
export function requestsIn(lines: readonly string[]): number {
  return lines.filter((line) => names.includes(LINE.exec(line)?.[2] ?? "") && line.includes('"durationMs":')).length;
}

function faultOf(line: string): string | undefined {
  const [, level, source = "", message = ""] = LINE.exec(line) ?? [];
  if (level === undefined || /\p{Cc}/u.test(line)) {
    return "not one line of the log";
  }
  if (level === "error") {
    return "an error";
  }
  if (names.includes(source) && !isEntry(source, message)) {
    return "not an entry in JSON";
  }
  return line.includes(MARK) ? "something of a request's credential, query or body" : undefined;
}

function isEntry(source: string, message: string): boolean {
  try {
    return z.union([request, audit]).parse(JSON.parse(message)).function === source;
  } catch {
    return false;
  }
}
