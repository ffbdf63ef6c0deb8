import type { Clock } from "../../../shared/clock";
import { ApiClient } from "../api/ApiClient";
import type { Answer, Ask, Call } from "../api/Call";
import { bodyOf, outcomeOf, type Reply } from "../api/Reply";
import type { BrokenPromises } from "../promises/BrokenPromises";
import type { DocumentedReplies } from "../promises/documentedReplies";
import { isTrouble, judgeReply } from "../promises/judgeReply";

/** Where a host answers, and a function key that it takes. */
export interface HostAddress {
  url: string;
  key: string | undefined;
}

interface KillableApiOptions {
  connections: number;
  documented: DocumentedReplies;
  promises: BrokenPromises;
  clock: Clock;
  interrupted: AbortSignal;
}

const NO_REPLY: Answer = { outcome: "no reply", isSuccess: false, body: undefined, excused: true };
const INTERRUPTION_MS = 200;

/** Operations that may create an identity. */
const CREATING = new Set(["CreateIdentity", "IssueMyToken", "GetMyToken"]);

/** The API as the clients ask it, which is killed now and then. */
export class KillableApi {
  acknowledged = 0;
  /** Requests that were under way when the host was killed. */
  cut = 0;
  /** Requests that may have created an identity of which nobody was told. */
  unanswered = 0;
  readonly #options: KillableApiOptions;
  #client: ApiClient | undefined;
  #isKilled = true;

  constructor(options: KillableApiOptions) {
    this.#options = options;
  }

  /** From now on requests go there. */
  isAt({ url, key }: HostAddress): void {
    this.#client?.close();
    this.#client = new ApiClient(url, key, this.#options.connections);
    this.#isKilled = false;
  }

  /** From now on requests are not sent, and whatever becomes of those under way is right. */
  isBeingKilled(): void {
    this.#isKilled = true;
  }

  close(): void {
    this.#client?.close();
  }

  readonly ask: Ask = async (call) => {
    const client = this.#client;
    if (!client || this.#isKilled) {
      return NO_REPLY;
    }
    try {
      return this.#judged(call, await client.send(call));
    } catch (error) {
      return await this.#lost(call, error);
    }
  };

  #judged(call: Call, reply: Reply): Answer {
    const { promises, documented } = this.#options;
    const excused = this.#isKilled;
    const { operation, method, path, expected } = call;
    this.acknowledged += 1;
    this.unanswered += isTrouble(reply) && mayCreate(call) ? 1 : 0;
    for (const fault of judgeReply(reply, { operation, expected, excused, documented })) {
      promises.broken(`${method} ${path} (request ${String(reply.headers["x-request-id"])}): ${fault}.`);
    }
    return { outcome: outcomeOf(reply), isSuccess: reply.status < 300, body: bodyOf(reply), excused };
  }

  async #lost(call: Call, error: unknown): Promise<Answer> {
    this.cut += 1;
    this.unanswered += mayCreate(call) ? 1 : 0;
    // Ctrl-C reaches the host, too, and perhaps first.
    if (!this.#isKilled) {
      await this.#options.clock.sleep(INTERRUPTION_MS);
    }
    if (!this.#isKilled && !this.#options.interrupted.aborted) {
      const reason = error instanceof Error ? error.message : "?";
      this.#options.promises.broken(`${call.method} ${call.path}: no reply came from a living host (${reason}).`);
    }
    return NO_REPLY;
  }
}

function mayCreate({ operation, expected }: Call): boolean {
  return CREATING.has(operation) && expected.some((outcome) => outcome.startsWith("2"));
}
