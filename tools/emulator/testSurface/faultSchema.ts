import * as z from "zod";
import { foreignReplies } from "../../kit/injection";

const MAX_DELAY_MS = 10 * 60 * 1000;

const HEADER_VALUE = /^[\x20-\x7e]+$/;

/** A fault as it comes over HTTP. */
export const faultSchema = z
  .strictObject({
    status: z.int().min(400).max(599).optional(),
    retryAfter: z.union([z.number().nonnegative(), z.string().regex(HEADER_VALUE)]).optional(),
    foreign: z.enum(foreignReplies).optional(),
    delayMs: z.int().nonnegative().max(MAX_DELAY_MS).optional(),
    drop: z.enum(["before", "after"]).optional(),
    times: z.int().positive().optional(),
    method: z.string().min(1).optional(),
    path: z.string().startsWith("/").optional(),
  })
  .refine(
    ({ status, delayMs, drop }) => status !== undefined || delayMs !== undefined || drop !== undefined,
    "One of status, delayMs and drop is needed.",
  )
  .refine(({ status, drop }) => status === undefined || drop === undefined, "status and drop exclude each other.")
  .refine(({ status, retryAfter }) => retryAfter === undefined || status !== undefined, "retryAfter needs a status.")
  .refine(({ status, foreign }) => foreign === undefined || status !== undefined, "foreign needs a status.");
