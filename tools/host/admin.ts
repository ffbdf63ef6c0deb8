import * as z from "zod";
import { HOST_VERSION, type RegisteredFunction } from "./core/FunctionApp";
import type { TraceContext, TypedData } from "./core/functionsCore";
import { invoke } from "./core/invoke";
import { traceContextOf } from "./core/traceContextOf";
import { type AuthLevel, grantedLevel, isEnough } from "./functionKeys";
import type { HttpCall } from "./http/readCall";
import { emptyReply, jsonReply, type Reply } from "./http/Reply";
import type { Site } from "./loadSite";
import { errorText } from "./log";
import { type OtherFunction, urlOf } from "./routing/mapFunctions";

interface AdminRoute {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly authLevel: AuthLevel;
  /** `name` is what the path says at its end. */
  readonly answer: (site: Site, call: HttpCall, name: string) => Reply | Promise<Reply>;
}

/** The routes of the host's HostController.cs and FunctionsController.cs that are of use on a developer's machine. */
const ROUTES: readonly AdminRoute[] = [
  { methods: ["GET", "POST"], path: /^\/admin\/host\/ping\/?$/i, authLevel: "anonymous", answer: ping },
  { methods: ["GET"], path: /^\/admin\/host\/status\/?$/i, authLevel: "admin", answer: hostStatus },
  { methods: ["GET"], path: /^\/admin\/functions\/?$/i, authLevel: "admin", answer: listFunctions },
  { methods: ["POST"], path: /^\/admin\/functions\/([^/]+)\/?$/i, authLevel: "admin", answer: startFunction },
];

/** Answers a request below `/admin`. */
export async function answerAdmin(site: Site, call: HttpCall): Promise<Reply> {
  for (const { methods, path, authLevel, answer } of ROUTES) {
    const found = methods.includes(call.method) ? path.exec(call.path) : null;
    if (found) {
      const isAllowed = isEnough(grantedLevel(site.keys, call), authLevel);
      return isAllowed ? answer(site, call, found[1] ?? "") : emptyReply(401);
    }
  }
  return emptyReply(404);
}

function ping(): Reply {
  return emptyReply(200, { "cache-control": "no-store,no-cache" });
}

/** What tools ask before they use a host. */
function hostStatus(): Reply {
  return jsonReply({
    id: "development-host",
    state: "Running",
    version: HOST_VERSION,
    versionDetails: `follows ${HOST_VERSION}, for development only`,
    processUptime: Math.round(process.uptime() * 1000),
  });
}

/** Every function that is not in error, in the form of the host's FunctionMetadataResponse.cs. */
function listFunctions(site: Site): Reply {
  const { routes, notRun } = site.functions;
  const withRoute = routes.map((route) => ({
    ...common(site, route.target),
    invoke_url_template: urlOf(site, route),
    isDisabled: route.isDisabled,
  }));
  const others = notRun.map(({ target }) => ({
    ...common(site, target),
    invoke_url_template: null,
    isDisabled: false,
  }));
  return jsonReply([...withRoute, ...others]);
}

function common(site: Site, { metadata }: RegisteredFunction) {
  const bindings = Object.entries(metadata.bindings).map(([name, binding]) => ({ ...binding, name }));
  return {
    name: metadata.name,
    href: `${site.url}/admin/functions/${metadata.name}`,
    language: "node",
    config: { name: metadata.name, bindings },
    isDirect: true,
    isProxy: false,
  };
}

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
async function startFunction(site: Site, call: HttpCall, name: string): Promise<Reply> {
  const started = site.functions.notRun.find((known) => known.name.toLowerCase() === name.toLowerCase());
  if (!started) {
    return emptyReply(404);
  }
  if (!/\bjson\b/i.test(call.headers.get("content-type")?.[0] ?? "")) {
    return emptyReply(415);
  }
  const asked = readInvocation(await call.readBody());
  if (!asked) {
    return emptyReply(400);
  }
  site.runInBackground(run(site, started, asked.input, traceContextOf(call.headers, site.random)));
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
  { name, trigger, target }: OtherFunction,
  input: string | null | undefined,
  traceContext: TraceContext,
): Promise<void> {
  const isTimer = trigger.type.toLowerCase() === "timertrigger";
  const data: TypedData = isTimer ? { json: JSON.stringify(TIMER) } : { string: input ?? null };
  const inputData = [{ name: trigger.name, data }];
  try {
    await invoke(site.app, { id: site.random.uuid(), target, inputData, traceContext }, site.log);
    site.log("information", name, "The function ran.");
  } catch (error) {
    site.log("error", name, `The function failed: ${errorText(error)}`);
  }
}
