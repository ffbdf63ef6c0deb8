import * as z from "zod";

/** A request to a server on loopback, and the status that answers it. */
export const httpCall = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
  expected: z.int(),
});

export type HttpCall = z.infer<typeof httpCall>;

/** Requests in turn, again and again, until so many are sent: without a limit where there is none. */
export const httpWork = z.object({ calls: z.array(httpCall).min(1), limit: z.int().positive().optional() });

export type HttpWork = z.infer<typeof httpWork>;
