import * as z from "zod";
import type { RegisteredFunction } from "../core/FunctionApp";
import type { TraceContext, TypedData } from "../core/functionsCore";
import { invoke } from "../core/invoke";
import { traceContextOf } from "../core/traceContextOf";
import { triggerOf } from "../core/triggerOf";
import type { HttpCall } from "../http/HttpCall";
import { emptyReply, type Reply } from "../http/Reply";
import type { Site } from "../http/Site";
import { errorText } from "../log/errorText";

const NEVER = "0001-01-01T00:00:00";
/** What the host gives a timer function that is started by hand; the library writes its names in camel case. */
const TIMER = {
  Schedule: { AdjustForDST: true },
  ScheduleStatus: { Last: NEVER, Next: NEVER, LastUpdated: NEVER },
  IsPastDue: false,
};

/**
 * Starts a function that has another trigger than HTTP, with `{"input":"…"}` as what its trigger gives it, and answers
 * 202 at once (the host's FunctionsController.Invoke); how the function ends is for the log.
 */
export async function startFunction(site: Site, call: HttpCall, name: string): Promise<Reply> {
  const target = site.functions.notRun.find((known) => known.name.toLowerCase() === name.toLowerCase())?.target;
  if (!target) {
    return emptyReply(404);
  }
  if (!/\bjson\b/i.test(call.headers.get("content-type")?.[0] ?? "")) {
    return emptyReply(415);
  }
  const asked = readInvocation(await call.readBody());
  if (!asked) {
    return emptyReply(400);
  }
  site.runInBackground(run(site, target, asked.input, traceContextOf(call.headers, site.random)));
  return emptyReply(202);
}

const invocation = z.object({ input: z.string().nullish() });

function readInvocation(body: Uint8Array): z.infer<typeof invocation> | undefined {
  try {
    return invocation.parse(JSON.parse(Buffer.from(body).toString()));
  } catch {
    return undefined;
  }
}

async function run(
  site: Site,
  target: RegisteredFunction,
  input: string | null | undefined,
  traceContext: TraceContext,
): Promise<void> {
  const trigger = triggerOf(target.metadata);
  const isTimer = trigger.binding.type.toLowerCase() === "timertrigger";
  const data: TypedData = isTimer ? { json: JSON.stringify(TIMER) } : { string: input ?? null };
  const inputData = [{ name: trigger.name, data }];
  try {
    await invoke(site.app, { id: site.random.uuid(), target, inputData, traceContext }, site.log);
    site.log("information", target.metadata.name, "The function ran.");
  } catch (error) {
    site.log("error", target.metadata.name, `The function failed: ${errorText(error)}`);
  }
}
