import * as z from "zod";

/** What a probe can be asked for. */
export const question = z.enum(["cpu", "memory", "startProfile", "stopProfile"]);

export type Question = z.infer<typeof question>;

/** Milliseconds of all threads since the start, user and system together. */
export const cpu = z.object({ milliseconds: z.number() });

/** Bytes, after garbage was collected. */
export const memory = z.object({ rss: z.number(), heapUsed: z.number() });

export type Memory = z.infer<typeof memory>;

/** A CPU profile as the Chrome DevTools protocol has it; `timeDeltas` are microseconds. */
export const profile = z.object({
  nodes: z.array(z.object({ id: z.number(), callFrame: z.object({ functionName: z.string(), url: z.string() }) })),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

export type Profile = z.infer<typeof profile>;
