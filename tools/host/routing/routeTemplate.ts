/** A route template, ready to be matched. */
export interface RouteTemplate {
  readonly pattern: RegExp;
  /** Their names; each is the capture group of the pattern at the same index. */
  readonly parameters: readonly string[];
}

const PARAMETER = /^\{([^{}*:=?]+)\}$/;

/**
 * Reads a route template whose segments are literals, or parameters such as `{id}`. The other forms that ASP.NET Core has
 * (`{id?}`, `{id=7}`, `{id:int}`, `{*rest}`, `v{version}`) are refused.
 * @throws Error that says what is wrong with it.
 */
export function parseRouteTemplate(template: string): RouteTemplate {
  const segments = template.replace(/^~?\//, "").replace(/\/$/, "").split("/");
  if (segments.some((segment) => segment === "")) {
    throw new Error(`The route template '${template}' has two '/' in a row; a route does not begin with '/'.`);
  }
  const unread = segments.find((segment) => /[{}]/.test(segment) && !PARAMETER.test(segment));
  if (unread !== undefined) {
    throw new Error(`This host cannot read '${unread}' in the route template '${template}'.`);
  }
  const parameters = segments.flatMap((segment) => PARAMETER.exec(segment)?.[1] ?? []);
  const names = parameters.map((name) => name.toUpperCase());
  const repeated = parameters.find((_, index) => names.indexOf(names[index] ?? "") !== index);
  if (repeated !== undefined) {
    throw new Error(`The route parameter name '${repeated}' appears more than one time in the route template.`);
  }
  const sources = segments.map((segment) => (PARAMETER.test(segment) ? "([^/]+)" : escaped(segment)));
  return { pattern: new RegExp(`^/${sources.join("/")}/?$`, "is"), parameters };
}

function escaped(literal: string): string {
  return literal.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** The route values by parameter name; undefined where the path does not fit. */
export function matchTemplate({ pattern, parameters }: RouteTemplate, path: string): Map<string, string> | undefined {
  const found = pattern.exec(path);
  return found ? new Map(parameters.map((name, index) => [name, found[index + 1] ?? ""])) : undefined;
}
