import type { Clock } from "../../shared/clock";
import type { ApiClient } from "./api/ApiClient";
import type { Answer, Ask, Call } from "./api/Call";
import { bodyOf, outcomeOf, type Reply } from "./api/Reply";
import type { FaultWindows } from "./faults/FaultWindows";
import { Histogram } from "./measure/Histogram";
import type { Lateness } from "./measure/Lateness";
import { Tally } from "./measure/Tally";
import type { BrokenPromises } from "./promises/BrokenPromises";
import type { DocumentedReplies } from "./promises/documentedReplies";
import { judgeReply } from "./promises/judgeReply";
import type { LeakCount } from "./promises/LeakCount";

/** One request ends within this time, whatever happens behind the API, and not counting how late timers are. */
export const LIMIT_MS = 8_000;

const INTERRUPTION_MS = 200;

interface SoakApiOptions {
  client: ApiClient;
  windows: FaultWindows;
  documented: DocumentedReplies;
  promises: BrokenPromises;
  leaks: LeakCount;
  lateness: Lateness;
  clock: Clock;
  /** Aborted when the run ends before its time: what fails then is nobody's fault. */
  interrupted: AbortSignal;
}

/** The API as the clients ask it: each reply is measured, counted and judged. */
export class SoakApi {
  readonly tally = new Tally();
  readonly outside = new Histogram();
  readonly inside = new Histogram();
  /** Requests that were answered 429 or 5xx because something behind the API was in trouble. */
  troubled = 0;
  readonly #options: SoakApiOptions;

  constructor(options: SoakApiOptions) {
    this.#options = options;
  }

  readonly ask: Ask = async (call) => {
    const { client, windows, clock } = this.#options;
    const sentAt = clock.monotonic();
    try {
      const reply = await client.send(call);
      const answeredAt = clock.monotonic();
      const excused = windows.excuses(call.needs, sentAt, answeredAt);
      const isNearTrouble = windows.excuses(["acs", "tables"], sentAt, answeredAt);
      (isNearTrouble ? this.inside : this.outside).add(answeredAt - sentAt);
      return this.#judged(call, reply, { excused, timeFaults: this.#timeFaults(sentAt, answeredAt) });
    } catch (error) {
      return await this.#lost(call, error);
    }
  };

  #judged(
    call: Call,
    reply: Reply,
    { excused, timeFaults }: { excused: boolean; timeFaults: readonly string[] },
  ): Answer {
    const { promises, documented } = this.#options;
    const outcome = outcomeOf(reply);
    this.tally.add(call.operation, outcome);
    this.troubled += excused && !call.expected.includes(outcome) ? 1 : 0;
    this.#lookForLeaks(call, reply);
    const { operation, expected } = call;
    const faults = judgeReply(reply, { operation, expected, excused, documented });
    for (const fault of [...faults, ...timeFaults]) {
      promises.broken(`${call.method} ${call.path} (${requestIdOf(reply)}): ${fault}.`);
    }
    return { outcome, isSuccess: reply.status < 300, body: bodyOf(reply), excused };
  }

  #timeFaults(sentAt: number, answeredAt: number): string[] {
    const tookMs = answeredAt - sentAt;
    return tookMs > LIMIT_MS && tookMs - this.#options.lateness.since(sentAt) > LIMIT_MS
      ? [`it took ${Math.round(tookMs)} ms`]
      : [];
  }

  #lookForLeaks(call: Call, { status, headers, text }: Reply): void {
    const where = `${call.operation} ${status}`;
    this.#options.leaks.saw(where, Object.values(headers).join("\n"));
    if (status >= 400) {
      this.#options.leaks.saw(where, text);
    }
  }

  async #lost({ operation, method, path }: Call, error: unknown): Promise<Answer> {
    // Ctrl-C reaches the host, too, and perhaps first.
    await this.#options.clock.sleep(INTERRUPTION_MS);
    if (!this.#options.interrupted.aborted) {
      this.tally.add(operation, "no reply");
      this.#options.promises.broken(
        `${method} ${path}: no reply came (${error instanceof Error ? error.message : "?"}).`,
      );
    }
    return { outcome: "no reply", isSuccess: false, body: undefined, excused: true };
  }
}

function requestIdOf({ headers }: Reply): string {
  return `request ${String(headers["x-request-id"])}`;
}
