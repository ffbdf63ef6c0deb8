import * as z from "zod";

/** What the process that runs the emulator is told, once, when it has started. */
export const startMessage = z.object({
  /** The directory to keep the state in. */
  data: z.string(),
  /** 0 lets the system choose. */
  ports: z.object({ acs: z.int(), keyVault: z.int(), managedIdentity: z.int(), testSurface: z.int() }),
});

export type StartMessage = z.infer<typeof startMessage>;

/** What it says when it serves, once. */
export const readyMessage = z.object({
  ports: startMessage.shape.ports,
  testSurfaceUrl: z.string(),
  environment: z.record(z.string(), z.string()),
});

export type ReadyMessage = z.infer<typeof readyMessage>;
