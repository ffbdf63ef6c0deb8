import type { Clock } from "../../shared/clock";
import { ReplyJudge } from "../testbed/ReplyJudge";
import { outcomeOf, type Reply, send } from "../testbed/send";
import type { HostProcess } from "../testbed/startHostProcess";
import type { Violations } from "./Violations";
import type { Answer, Call } from "./walk/World";

/** Far beyond what the API promises: a request that takes longer is lost. */
const LOST_AFTER_MS = 20_000;

/** Ctrl-C reaches the host, too, and perhaps first. */
const INTERRUPTION_MS = 200;

export const NO_REPLY: Answer = { outcome: "no reply", isSuccess: false, body: undefined, excused: true };

interface CallerOptions {
  readonly violations: Violations;
  readonly clock: Clock;
  /** Aborted when the run ends before its time: what fails then breaks no promise. */
  readonly interrupted: AbortSignal;
}

/** What may be forgiven, asked when the reply is there, or when it is clear that none will come. */
interface Forgiven {
  /** 429 and 5xx: something behind the API is, or was a moment ago, in trouble. */
  readonly isTroubled: () => boolean;
  /** That there is no reply; never by default. */
  readonly isLost?: () => boolean;
}

/** Sends the clients' calls, and notes what is wrong with each reply. */
export class Caller {
  readonly #options: CallerOptions;
  readonly #judge = new ReplyJudge();

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  async call(host: Pick<HostProcess, "url" | "keys">, call: Call, forgiven: Forgiven) {
    const { isTroubled, isLost = () => false } = forgiven;
    try {
      const reply = await send(`${host.url}/api${call.path}`, {
        method: call.method,
        headers: {
          ...(host.keys && { "x-functions-key": host.keys.host }),
          ...(call.body !== undefined && { "Content-Type": "application/json" }),
          ...call.headers,
        },
        ...(call.body !== undefined && { body: call.body }),
        signal: AbortSignal.timeout(LOST_AFTER_MS),
      });
      return { reply, answer: this.#judged(call, reply, isTroubled()) };
    } catch (error) {
      await this.#lost(call, error, isLost);
      return { reply: undefined, answer: NO_REPLY };
    }
  }

  violation({ method, path }: Call, reply: Reply, what: string): void {
    this.#options.violations.add(`${method} ${path} (request ${String(reply.headers.get("x-request-id"))}): ${what}.`);
  }

  #judged(call: Call, reply: Reply, excused: boolean): Answer {
    const wrong = [...this.#judge.differences(call.operation, reply), ...wrongOutcome(call.expected, reply, excused)];
    for (const what of wrong) {
      this.violation(call, reply, what);
    }
    return { outcome: outcomeOf(reply), isSuccess: reply.status < 300, body: reply.json, excused };
  }

  async #lost({ method, path }: Call, error: unknown, isLost: () => boolean): Promise<void> {
    await this.#options.clock.sleep(INTERRUPTION_MS);
    if (!isLost() && !this.#options.interrupted.aborted) {
      this.#options.violations.add(`${method} ${path}: no reply came (${reasonOf(error)}).`);
    }
  }
}

/** What is wrong with the outcome, given those that are right when nothing behind the API is in trouble. */
export function wrongOutcome(expected: readonly string[], reply: Reply, excused: boolean): string[] {
  if (expected.includes(outcomeOf(reply)) || (isTrouble(reply) && excused)) {
    return [];
  }
  const when = isTrouble(reply) ? " while nothing behind the API was in trouble" : "";
  return [`expected ${expected.join(" or ")}, got ${outcomeOf(reply)}${when}`];
}

/** Whether a reply says that something behind the API is in trouble. */
export function isTrouble({ status }: Reply): boolean {
  return status === 429 || status >= 500;
}

/** What `fetch` throws tells the reason in its cause. */
function reasonOf(error: unknown): string {
  const told = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return told instanceof Error ? told.message : "?";
}
