import { createIdentifyCaller, type IdentifyCaller, type UserAuthMethod } from "../../shared/callers/identifyCaller";
import type { Clock } from "../../shared/clock";
import { deadlineIn } from "../../shared/deadline";
import { type TestIssuer, USUAL } from "../../tools/testbed/identityProvider/TestIssuer";
import { httpRequest } from "./httpRequest";
import { recordLog } from "./recordLog";

interface Trust {
  methods?: readonly UserAuthMethod[];
  issuers: readonly string[];
  audiences?: readonly string[];
  requiredScope?: string | undefined;
  /** Has the keys of all issuers. */
  tokens: TestIssuer;
  clock: Clock;
}

/** Tells who sends a request with these headers to a service that trusts so. */
export function callerOfHeaders({ methods = ["easyauth", "jwt"], tokens, clock, ...trust }: Trust) {
  const identify: IdentifyCaller = createIdentifyCaller({
    methods,
    jwt: { audiences: [USUAL.audience], ...trust },
    clock,
    log: recordLog().log,
    readKeySet: () => Promise.resolve(tokens.keySet()),
  });
  return async (headers: Record<string, string>) =>
    await identify(httpRequest({ method: "GET", headers }), deadlineIn(7_500, clock));
}
