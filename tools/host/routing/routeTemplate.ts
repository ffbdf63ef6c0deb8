/** A route template, ready to be matched: each capture group of the pattern is the parameter at the same index. */
export interface RouteTemplate {
  readonly pattern: RegExp;
  readonly parameters: readonly RouteParameter[];
}

export interface RouteParameter {
  readonly name: string;
  /** Takes the rest of the path, slashes and all. */
  readonly isCatchAll: boolean;
  readonly isOptional: boolean;
  readonly defaultValue: string | undefined;
  readonly constraints: readonly RouteConstraint[];
}

type Part = string | RouteParameter;
type Segment = readonly Part[];

const TOKEN = /\/|\{(?!\{)(?:[^{}]|\{\{|\}\})+\}|(?:[^{}/]|\{\{|\}\})+/gy;
const PARAMETER = /^(\*{0,2})([^*:=?/{}]+)((?::[a-z]+(?:\([^)]*\))?)*)(?:=(.*?))?(\??)$/is;

/**
 * Reads a route template by the grammar of ASP.NET Core's RoutePatternParser.cs: literals, `{id}`, `{id?}`, `{id=7}`,
 * `{id:int}`, `{*rest}`, and segments such as `v{version}`; all but `{name}.{extension?}`.
 * @throws Error that says what is wrong with it.
 */
export function parseRouteTemplate(template: string): RouteTemplate {
  const segments = segmentsOf(template.replace(/^~?\//, ""), template);
  const parameters = segments.flat().filter((part) => typeof part !== "string");
  checkNames(parameters);
  checkPlaces(segments, template);
  return { pattern: patternOf(segments), parameters };
}

function segmentsOf(trimmed: string, template: string): Segment[] {
  const tokens = trimmed.match(TOKEN) ?? [];
  if (tokens.join("") !== trimmed) {
    throw new Error(`The braces of the route template '${template}' do not match.`);
  }
  if (trimmed.startsWith("/") || trimmed.includes("//")) {
    throw new Error(`The route template '${template}' has two '/' in a row; a route does not begin with '/'.`);
  }
  const segments: Part[][] = [];
  for (const [index, token] of tokens.entries()) {
    if (index === 0 || tokens[index - 1] === "/") {
      segments.push([]);
    }
    if (token !== "/") {
      segments.at(-1)?.push(partOf(token, template));
    }
  }
  return segments;
}

function partOf(token: string, template: string): Part {
  const text = token.replaceAll("{{", "{").replaceAll("}}", "}");
  if (!token.startsWith("{") || token.startsWith("{{")) {
    return text;
  }
  const [, stars, name, constraints = "", defaultValue, mark] = PARAMETER.exec(text.slice(1, -1)) ?? [];
  if (name === undefined) {
    throw new Error(`This host cannot read '${token}' in the route template '${template}'.`);
  }
  return {
    name,
    isCatchAll: stars !== "",
    isOptional: mark === "?",
    defaultValue,
    constraints: [...constraints.matchAll(/:([a-z]+(?:\([^)]*\))?)/gi)].map(([, text = ""]) => routeConstraint(text)),
  };
}

function checkNames(parameters: readonly RouteParameter[]): void {
  const names = parameters.map(({ name }) => name.toUpperCase());
  const repeated = parameters.find(({ name }, index) => names.indexOf(name.toUpperCase()) !== index);
  if (repeated) {
    throw new Error(`The route parameter name '${repeated.name}' appears more than one time in the route template.`);
  }
}

function checkPlaces(segments: readonly Segment[], template: string): void {
  for (const [index, segment] of segments.entries()) {
    const parameters = segment.filter((part) => typeof part !== "string");
    const standsAlone = segment.length === 1;
    if (parameters.some(({ isCatchAll }) => isCatchAll && (!standsAlone || index !== segments.length - 1))) {
      throw new Error(`A catch-all parameter can only be the last segment of the route template '${template}'.`);
    }
    if (!standsAlone && parameters.some((parameter) => canBeAbsent(parameter))) {
      throw new Error(`An optional parameter must be a whole segment in the route template '${template}'.`);
    }
    if (segment.some((part, at) => typeof part !== "string" && typeof (segment[at + 1] ?? "") !== "string")) {
      throw new Error(`A segment of the route template '${template}' has two parameters in a row.`);
    }
  }
}

function canBeAbsent({ isCatchAll, isOptional, defaultValue }: RouteParameter): boolean {
  return isCatchAll || isOptional || defaultValue !== undefined;
}

/** Segments at the end may be absent, those in the middle may not: there, nothing tells which one is missing. */
function patternOf(segments: readonly Segment[]): RegExp {
  const isAbsentable = (segment: Segment) => segment.every((part) => typeof part !== "string" && canBeAbsent(part));
  const required = segments.findLastIndex((segment) => !isAbsentable(segment));
  const sources = segments.map((segment, index) => {
    const source = `/${segment.map(sourceOf).join("")}`;
    return index > required ? `(?:${source})?` : source;
  });
  return new RegExp(`^${sources.join("")}/?$`, "is");
}

/** Greedy from the left, which in a segment with several parameters gives what ASP.NET Core finds from the right. */
function sourceOf(part: Part): string {
  if (typeof part === "string") {
    return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  }
  return part.isCatchAll ? "((?!/).+)?" : "([^/]+)";
}

/** Whether a route value may stand where the template has the constraint. */
export type RouteConstraint = (value: string) => boolean;

const INT_RANGE = [-(2n ** 31n), 2n ** 31n - 1n] as const;
const LONG_RANGE = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const GUID = /^[({]?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}[)}]?$/i;

/** The inline constraints of ASP.NET Core that are worth having without .NET's number and date formats. */
const CONSTRAINTS: Readonly<Record<string, (argument: string) => RouteConstraint>> = {
  int: () => (value) => isWithin(value, ...INT_RANGE),
  long: () => (value) => isWithin(value, ...LONG_RANGE),
  bool: () => (value) => /^(?:true|false)$/i.test(value),
  guid: () => (value) => GUID.test(value),
  alpha: () => (value) => /^[a-z]*$/i.test(value),
  min: (least) => (value) => isWithin(value, BigInt(least), LONG_RANGE[1]),
  max: (most) => (value) => isWithin(value, LONG_RANGE[0], BigInt(most)),
  range: (bounds) => (value) => isWithin(value, ...twoOf(bounds, BigInt)),
  minlength: (least) => (value) => value.length >= Number(least),
  maxlength: (most) => (value) => value.length <= Number(most),
  length: (bounds) => (value) => isLength(value, ...twoOf(bounds, Number)),
  regex: (pattern) => (value) => new RegExp(pattern, "i").test(value),
};

/**
 * Reads one constraint of a template, such as `int` or `range(1,9)`.
 * @throws Error when this host does not know it.
 */
export function routeConstraint(text: string): RouteConstraint {
  const [, name = "", argument = ""] = /^([a-z]+)(?:\((.*)\))?$/is.exec(text) ?? [];
  const constraint = Object.hasOwn(CONSTRAINTS, name) ? CONSTRAINTS[name] : undefined;
  if (!constraint) {
    throw new Error(`This host does not know the route constraint '${text}'.`);
  }
  return constraint(argument);
}

function isWithin(value: string, least: bigint, most: bigint): boolean {
  return /^[+-]?\d+$/.test(value) && BigInt(value.replace("+", "")) >= least && BigInt(value.replace("+", "")) <= most;
}

function isLength(value: string, least: number, most: number): boolean {
  return value.length >= least && value.length <= most;
}

/** `3` stands for `3,3`. */
function twoOf<T>(bounds: string, read: (text: string) => T): [T, T] {
  const [first = "", second = first] = bounds.split(",");
  return [read(first.trim()), read(second.trim())];
}
