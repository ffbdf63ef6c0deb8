import { ApiError, type FieldError } from "../errors";

/** A part of a request that has been checked: its value, or all that is wrong with it. */
export type Checked<T> = { value: T } | { fieldErrors: readonly FieldError[] };

/** Checks a body that was read as JSON. */
export type BodyCheck<T> = (body: unknown) => Checked<T>;

/** With more than this in one request the first ones are enough to start with. */
const MOST_ERRORS = 25;

/**
 * The values of two checked parts.
 * @throws ApiError InvalidIdentity when only the id is wrong, else InvalidRequest, with those of both
 */
export function valuesOf<A, B>(first: Checked<A>, second: Checked<B>): [A, B] {
  if ("value" in first && "value" in second) {
    return [first.value, second.value];
  }
  throw badRequest([first, second].flatMap((part) => ("fieldErrors" in part ? part.fieldErrors : [])));
}

/** @throws ApiError as `valuesOf` */
export function valueOf<T>(part: Checked<T>): T {
  if ("value" in part) {
    return part.value;
  }
  throw badRequest(part.fieldErrors);
}

function badRequest(errors: readonly FieldError[]): ApiError {
  const code = errors.every(({ code }) => code === "InvalidIdentity") ? "InvalidIdentity" : "InvalidRequest";
  const [first] = errors;
  const message =
    errors.length === 1 && first
      ? first.message
      : `The request has ${errors.length} faults; correct each one in details${errors.length > MOST_ERRORS ? ` (the first ${MOST_ERRORS} are listed)` : ""}.`;
  return new ApiError(code, message, { details: errors.slice(0, MOST_ERRORS) });
}
