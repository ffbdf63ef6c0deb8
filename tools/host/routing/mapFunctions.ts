import * as z from "zod";
import type { RegisteredFunction } from "../core/FunctionApp";
import type { BindingInfo } from "../core/functionsCore";
import { AUTH_LEVELS, type AuthLevel } from "../functionKeys";
import { toError } from "../log";
import { matchTemplate, parseRouteTemplate, type RouteTemplate } from "./routeTemplate";

/** A function that answers HTTP requests. */
export interface HttpRoute {
  readonly name: string;
  /** As the app wrote it, without the prefix; the function's name when it wrote none. */
  readonly route: string;
  /** Upper case; empty stands for all. */
  readonly methods: readonly string[];
  readonly authLevel: AuthLevel;
  readonly template: RouteTemplate;
  /** By the setting `AzureWebJobs.NAME.Disabled`. */
  readonly isDisabled: boolean;
  /** The name of the binding that starts it. */
  readonly trigger: string;
  readonly target: RegisteredFunction;
}

/** A function that nothing here starts by itself. */
export interface OtherFunction {
  readonly name: string;
  /** The type of the binding that starts it. */
  readonly trigger: string;
  readonly target: RegisteredFunction;
}

/** What becomes of the app's functions. */
export interface FunctionMap {
  /** In the order in which they are tried. */
  readonly routes: readonly HttpRoute[];
  readonly notRun: readonly OtherFunction[];
  /** Functions that the real host would not run either, and why. */
  readonly inError: readonly { readonly name: string; readonly reason: string }[];
}

interface Surroundings {
  readonly routePrefix: string;
  readonly isDisabled: (name: string) => boolean;
}

/** Sorts the functions by name and gives each its place; one that is in error does not keep the rest from running. */
export function mapFunctions(functions: readonly RegisteredFunction[], surroundings: Surroundings): FunctionMap {
  const routes: HttpRoute[] = [];
  const notRun: OtherFunction[] = [];
  const inError: FunctionMap["inError"][number][] = [];
  for (const target of functions.toSorted(byName)) {
    const { name } = target.metadata;
    try {
      const trigger = checkedTrigger(target);
      if (trigger.binding.type.toLowerCase() === "httptrigger") {
        routes.push(routeOf(target, trigger, surroundings, routes));
      } else {
        notRun.push({ name, trigger: trigger.binding.type, target });
      }
    } catch (error) {
      inError.push({ name, reason: toError(error).message });
    }
  }
  return { routes, notRun, inError };
}

/** .NET's OrdinalIgnoreCase, the order of the host's functions: by UTF-16 code unit of the upper-case name. */
function byName(a: RegisteredFunction, b: RegisteredFunction): number {
  const [first, second] = [a.metadata.name.toUpperCase(), b.metadata.name.toUpperCase()];
  return first < second ? -1 : Number(first > second);
}

interface Trigger {
  readonly name: string;
  readonly binding: BindingInfo;
}

/**
 * What starts a function, found as the library does it (its utils/isTrigger.ts); names are held to the host's rule
 * (FunctionNameValidationRegex in its Utility.cs).
 */
function checkedTrigger({ metadata }: RegisteredFunction): Trigger {
  if (!/^[a-z][a-z0-9_-]{0,127}$/i.test(metadata.name)) {
    throw new Error(`'${metadata.name}' is not a valid function name.`);
  }
  const found = Object.entries(metadata.bindings).find(([, { type }]) => /trigger$/i.test(type));
  if (!found) {
    throw new Error("No trigger binding specified. A function must have a trigger input binding.");
  }
  return { name: found[0], binding: found[1] };
}

function routeOf(
  target: RegisteredFunction,
  trigger: Trigger,
  { routePrefix, isDisabled }: Surroundings,
  earlier: readonly HttpRoute[],
): HttpRoute {
  const { name } = target.metadata;
  const { route: ownRoute, methods, authLevel } = readHttpTrigger(trigger.binding);
  const route = ownRoute?.trim() ? ownRoute : name;
  checkRoute(route, methods, earlier);
  const template = parseRouteTemplate(routePrefix === "" ? route : `${routePrefix}/${route}`);
  return { name, route, methods, authLevel, template, isDisabled: isDisabled(name), trigger: trigger.name, target };
}

/** Rules and words of the host's ScriptHost.ValidateHttpFunction and HttpRoutesConflict. */
function checkRoute(route: string, methods: readonly string[], earlier: readonly HttpRoute[]): void {
  const trimmed = trimSlashes(route);
  if (trimmed.startsWith("admin") || trimmed.startsWith("runtime")) {
    throw new Error("The specified route conflicts with one or more built in routes.");
  }
  const other = earlier.find((known) => trimSlashes(known.route) === trimmed && overlap(known.methods, methods));
  if (other) {
    throw new Error(`The route specified conflicts with the route defined by function '${other.name}'.`);
  }
}

function trimSlashes(route: string): string {
  return route.replaceAll(/^\/+|(?<!\/)\/+$/g, "").toLowerCase();
}

function overlap(some: readonly string[], others: readonly string[]): boolean {
  return some.length === 0 || others.length === 0 || some.some((method) => others.includes(method));
}

/** `app.http` in JavaScript takes anything, so the options are checked here. The enum is the host's AuthorizationLevel. */
const httpTrigger = z.object({
  route: z.string("route must be a string").optional(),
  methods: z.array(z.string().toUpperCase(), "methods must be a list of strings").default([]),
  authLevel: z
    .string()
    .toLowerCase()
    .pipe(z.enum(AUTH_LEVELS, "authLevel must be anonymous, function or admin"))
    .default("function"),
});

/** @throws Error naming the options that are wrong. */
function readHttpTrigger(binding: BindingInfo): z.infer<typeof httpTrigger> {
  const { success, data, error } = httpTrigger.safeParse(binding);
  if (!success) {
    throw new Error(error.issues.map(({ message }) => message).join("; "));
  }
  return data;
}

/** The address of a function, with its parameters as the template has them. */
export function urlOf({ url, routePrefix }: { url: string; routePrefix: string }, { route }: HttpRoute): string {
  return [url, routePrefix, route].filter(Boolean).join("/");
}

export interface RouteMatch {
  readonly route: HttpRoute;
  /** Route values by parameter name. */
  readonly params: ReadonlyMap<string, string>;
}

/**
 * The first route that fits both method and path: the order counts, not which route is the most specific. A wrong method
 * is no match, so it ends as 404, never 405 (HttpMethodRouteConstraint is a constraint like any other).
 */
export function matchRoute(routes: readonly HttpRoute[], method: string, path: string): RouteMatch | undefined {
  for (const route of routes) {
    const hasMethod = route.methods.length === 0 || route.methods.includes(method.toUpperCase());
    const params = hasMethod ? matchTemplate(route.template, path) : undefined;
    if (params) {
      return { route, params };
    }
  }
  return undefined;
}
