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
