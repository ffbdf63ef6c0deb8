import * as z from "zod";
import type { ApiUnderTest, Reply } from "../../support/ApiUnderTest";

const health = z.object({
  status: z.string(),
  checks: z.array(z.object({ name: z.string(), status: z.string(), message: z.string(), checkedAt: z.iso.datetime() })),
});

/** What the health endpoint says. */
export function healthIn(reply: Reply) {
  return health.parse(reply.json);
}

/** The HTTP status, and the status of each check. */
export async function healthOf(api: ApiUnderTest): Promise<[number, Record<string, string>]> {
  const reply = await api.send("GET", "/health");
  return [reply.status, Object.fromEntries(healthIn(reply).checks.map(({ name, status }) => [name, status]))];
}
