import type { HostProcess } from "../../testbed/startHostProcess";
import { type Caller, isTrouble, NO_REPLY } from "../Caller";
import type { Ask, Call } from "../walk/World";

/** Operations that may create an identity. */
const CREATING = new Set(["CreateIdentity", "IssueMyToken", "GetMyToken"]);

/** The API as the clients ask it, which is killed now and then. */
export class KillableApi {
  acknowledged = 0;
  /** Requests that were under way when the host was killed. */
  cut = 0;
  /** Requests that may have created an identity of which nobody was told. */
  unanswered = 0;
  readonly #caller: Caller;
  #host: HostProcess | undefined;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** From now on requests go there. */
  isAt(host: HostProcess): void {
    this.#host = host;
  }

  /** From now on requests are not sent, and whatever becomes of those under way is right. */
  isBeingKilled(): void {
    this.#host = undefined;
  }

  readonly ask: Ask = async (call) => {
    const host = this.#host;
    if (!host) {
      return NO_REPLY;
    }
    const isKilled = () => this.#host !== host;
    const { reply, answer } = await this.#caller.call(host, call, { isTroubled: isKilled, isLost: isKilled });
    this.acknowledged += reply ? 1 : 0;
    this.cut += reply ? 0 : 1;
    this.unanswered += (!reply || isTrouble(reply)) && mayCreate(call) ? 1 : 0;
    return answer;
  };
}

function mayCreate({ operation, expected }: Call): boolean {
  return CREATING.has(operation) && expected.some((outcome) => outcome.startsWith("2"));
}
