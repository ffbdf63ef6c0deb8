import type { RegisteredFunction } from "../core/FunctionApp";
import { triggerOf } from "../core/triggerOf";
import { toError } from "../log/toError";
import type { HttpRoute } from "./HttpRoute";
import { parseRouteTemplate } from "./parseRouteTemplate";
import { readHttpTrigger } from "./readHttpTrigger";

/** What becomes of the app's functions. */
export interface FunctionMap {
  /** In the order in which they are tried. */
  readonly routes: readonly HttpRoute[];
  /** Functions with another trigger: nothing here makes them run by themselves. */
  readonly notRun: readonly { readonly name: string; readonly trigger: string; readonly target: RegisteredFunction }[];
  /** Functions that the real host would not run either, and why. */
  readonly inError: readonly { readonly name: string; readonly reason: string }[];
}

interface Surroundings {
  readonly routePrefix: string;
  isDisabled(name: string): boolean;
}

/** Sorts the functions by name and gives each its place; one that is in error does not keep the rest from running. */
export function mapFunctions(functions: readonly RegisteredFunction[], surroundings: Surroundings): FunctionMap {
  const routes: HttpRoute[] = [];
  const notRun: FunctionMap["notRun"][number][] = [];
  const inError: FunctionMap["inError"][number][] = [];
  for (const target of functions.toSorted(byName)) {
    const { name } = target.metadata;
    try {
      const { binding } = checked(target);
      if (binding.type.toLowerCase() === "httptrigger") {
        routes.push(routeOf(target, surroundings, routes));
      } else {
        notRun.push({ name, trigger: binding.type, target });
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

/** The host's rule for names (FunctionNameValidationRegex in its Utility.cs), and that something must start a function. */
function checked(target: RegisteredFunction) {
  if (!/^[a-z][a-z0-9_-]{0,127}$/i.test(target.metadata.name)) {
    throw new Error(`'${target.metadata.name}' is not a valid function name.`);
  }
  return triggerOf(target.metadata);
}

function routeOf(target: RegisteredFunction, surroundings: Surroundings, earlier: readonly HttpRoute[]): HttpRoute {
  const { name } = target.metadata;
  const trigger = readHttpTrigger(triggerOf(target.metadata).binding);
  const route = trigger.route?.trim() ? trigger.route : name;
  checkRoute(route, trigger.methods, earlier);
  const { routePrefix } = surroundings;
  const template = parseRouteTemplate(routePrefix === "" ? route : `${routePrefix}/${route}`);
  return { ...trigger, name, route, template, isDisabled: surroundings.isDisabled(name), target };
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
