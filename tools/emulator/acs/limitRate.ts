import { isJsonObject } from "./parseBody";
import type { LimitedOperation, RateLimits } from "./RateLimits";
import type { OperationName } from "./routes";
import { tooManyRequests } from "./unestablished";

/** Counts a request; none is refused where there are no limits. @throws AcsError 429 */
export function limitRate(limits: RateLimits | undefined, operation: OperationName, body: Buffer): void {
  if (!limits || operation === "getIdentity") return; // no rate is documented for it
  const seconds = limits.take(limitedAs(operation, body));
  if (seconds !== undefined) throw tooManyRequests(seconds);
}

function limitedAs(operation: Exclude<OperationName, "getIdentity">, body: Buffer): LimitedOperation {
  return operation === "createIdentity" && asksForToken(body) ? "createIdentityAndToken" : operation;
}

function asksForToken(body: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(body.toString());
    const scopes = isJsonObject(value) ? value["createTokenWithScopes"] : undefined;
    return Array.isArray(scopes) && scopes.length > 0;
  } catch {
    return false; // will be refused for it
  }
}
