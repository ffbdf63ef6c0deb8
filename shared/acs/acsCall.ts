import type { Clock } from "../clock";
import { classify } from "../upstream/classify";
import type { FailedCall } from "../upstream/FailedCall";
import { UpstreamFailure } from "../upstream/UpstreamFailure";

/** Runs one SDK call to ACS; what it throws is read by the SDK's `readError` and rethrown as an UpstreamFailure. */
export type AcsCall = <T>(operation: () => Promise<T>) => Promise<T>;

export function acsCall(readError: (error: unknown) => FailedCall, clock: Clock): AcsCall {
  return async (operation) => {
    try {
      return await operation();
    } catch (error) {
      throw acsFailure(readError(error), clock.now());
    }
  };
}

/** Decides what a failed call to ACS means. `now`: milliseconds since the epoch. */
export function acsFailure(call: FailedCall, now: number): UpstreamFailure {
  const { status, code, cause } = call;
  // A 401 with this code is about the id, not about the key: ACS says it of an identity of another resource.
  if (status === 401 && code === "IdentityNotOwned") {
    return new UpstreamFailure("notFound", { mayHaveActed: false, cause });
  }
  const target = refusedInput(call);
  return target === undefined
    ? classify(call, now)
    : new UpstreamFailure("inputRefused", { mayHaveActed: false, target, cause });
}

/** What ACS refuses of an exchange of a Teams user's token, which only ACS can check. */
function refusedInput({ status, code, target }: FailedCall): string | undefined {
  if (status === 401 && code === "InvalidAccessToken") {
    return "token";
  }
  const isAboutUser = status === 400 && code === "ValidationError" && /^(?:appId|userId)$/i.test(target ?? "");
  return isAboutUser ? target?.toLowerCase() : undefined;
}
