import * as z from "zod";
import { badParameter } from "./KeyVaultError";

const changes = {
  contentType: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  attributes: z.object({ enabled: z.boolean(), nbf: z.int(), exp: z.int() }).partial().optional(),
};

const update = z.object(changes);
const set = z.object({ value: z.string(), ...changes });

export type SecretChanges = z.infer<typeof update>;

/** The body of a PUT. @throws KeyVaultError 400 */
export function parseSetParameters(body: Buffer): z.infer<typeof set> {
  return parse(set, body);
}

/** The body of a PATCH. @throws KeyVaultError 400 */
export function parseUpdateParameters(body: Buffer): SecretChanges {
  return parse(update, body);
}

function parse<T>(schema: z.ZodType<T>, body: Buffer): T {
  const result = schema.safeParse(parseJson(body));
  if (result.success) return result.data;
  throw badParameter(z.prettifyError(result.error));
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw badParameter("The request body is not JSON.");
  }
}
