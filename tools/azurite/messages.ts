import * as z from "zod";

/** What the process that runs azurite is told, once, when it has started. */
export const startMessage = z.object({
  /** PEM. */
  certificate: z.string(),
  key: z.string(),
  /** 0 lets the system choose. */
  port: z.int(),
  /** The folder to keep the tables in; in memory without one. */
  location: z.string().optional(),
});

export type StartMessage = z.infer<typeof startMessage>;

/** What it says when it serves, once. */
export const readyMessage = z.object({ url: z.string() });

export type ReadyMessage = z.infer<typeof readyMessage>;
