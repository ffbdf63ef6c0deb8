import * as z from "zod";
import type { BindingInfo } from "../core/functionsCore";

/** `app.http` in JavaScript takes anything, so the options are checked here. The enum is the host's AuthorizationLevel. */
const httpTrigger = z.object({
  route: z.string("route must be a string").optional(),
  methods: z.array(z.string().toUpperCase(), "methods must be a list of strings").default([]),
  authLevel: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["anonymous", "function", "admin"], "authLevel must be anonymous, function or admin"))
    .default("function"),
});

export type HttpTrigger = z.infer<typeof httpTrigger>;

/** @throws Error naming the options that are wrong. */
export function readHttpTrigger(binding: BindingInfo): HttpTrigger {
  const result = httpTrigger.safeParse(binding);
  if (!result.success) {
    throw new Error(result.error.issues.map(({ message }) => message).join("; "));
  }
  return result.data;
}
