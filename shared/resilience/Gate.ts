import type { Clock } from "../clock";
import { CALL_LIMITS, CallLimit } from "./CallLimit";
import type { Quota } from "./CallQuota";
import { HoldOff } from "./HoldOff";

/** What a call to a service has to pass. */
export interface Gate {
  limit: CallLimit;
  holdOff: HoldOff;
  /** Where those who call may not spend all that the service grants. */
  quota?: Quota | undefined;
}

/** For a service of which all calls count alike. */
export function createGate(clock: Clock): Gate {
  return { limit: new CallLimit(CALL_LIMITS, clock), holdOff: new HoldOff(clock) };
}
