import { unreadableBody } from "./unestablished";

export type JsonObject = Readonly<Record<string, unknown>>;

/** The body's members; none for an empty body, which the SDKs send to create an identity. @throws AcsError 400 */
export function parseBody(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  const value = parseJson(body.toString());
  if (isJsonObject(value)) return value;
  throw unreadableBody("The request body must be a JSON object.");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadableBody("The request body is not valid JSON.");
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
