import { ApiError, type Fault } from "../errors";

/** A part of a request that has been checked: its value, or all that is wrong with it. */
export type Checked<T> = { value: T } | { faults: readonly Fault[] };

/** With more faults than this in one request the first ones are enough to start with. */
const MOST_FAULTS = 25;

/**
 * The values of two checked parts.
 * @throws ApiError InvalidIdentity when only the id is at fault, else InvalidRequest, with the faults of both
 */
export function bothOrFaults<A, B>(first: Checked<A>, second: Checked<B>): [A, B] {
  if ("value" in first && "value" in second) {
    return [first.value, second.value];
  }
  throw faultyRequest([first, second].flatMap((part) => ("faults" in part ? part.faults : [])));
}

/** @throws ApiError as `bothOrFaults` */
export function valueOrFaults<T>(part: Checked<T>): T {
  if ("value" in part) {
    return part.value;
  }
  throw faultyRequest(part.faults);
}

function faultyRequest(faults: readonly Fault[]): ApiError {
  const code = faults.every((fault) => fault.code === "InvalidIdentity") ? "InvalidIdentity" : "InvalidRequest";
  const [first] = faults;
  const message =
    faults.length === 1 && first
      ? first.message
      : `The request has ${faults.length} faults; correct each one in details${faults.length > MOST_FAULTS ? ` (the first ${MOST_FAULTS} are listed)` : ""}.`;
  return new ApiError(code, message, { details: faults.slice(0, MOST_FAULTS) });
}
