import { percentile } from "../../kit/statistics";
import { type Answer, order, type Order, type Report } from "./LoadProcess";

/** What clients call: the nth call of them all, from 0; undefined when there is nothing left to call. */
export type NextCall = (nth: number) => Promise<void> | undefined;

/** The server gave a call up, because it had more to do than it could in time. */
export class GivenUpError extends Error {
  override readonly name = "GivenUpError";
}

/** Clients that each call again when they are answered. Rejects with the first failure, unless it is a GivenUpError. */
export async function closedLoop(next: NextCall, { clients, seconds }: Omit<Order, "work">): Promise<Report> {
  const waits: number[] = [];
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const end = started + seconds * 1000;
  let nth = 0;
  let givenUp = 0;
  const callAgainAndAgain = async (): Promise<void> => {
    for (let sent = started; sent < end;) {
      const call = next(nth++);
      if (!call) {
        return;
      }
      const isAnswered = await outcomeOf(call);
      const now = performance.now();
      if (isAnswered) {
        waits.push(now - sent);
      } else {
        givenUp++;
      }
      sent = now;
    }
  };
  await Promise.all(Array.from({ length: clients }, callAgainAndAgain));
  if (waits.length === 0) {
    throw new Error(`None of ${nth} calls was answered in time.`);
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    requests: waits.length,
    givenUp,
    perSecond: waits.length / ((performance.now() - started) / 1000),
    p50Ms: percentile(waits, 50),
    p99Ms: percentile(waits, 99),
    cpuMs: (user + system) / 1000 / waits.length,
  };
}

/** False when the server gave it up. */
async function outcomeOf(call: Promise<void>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof GivenUpError) {
      return false;
    }
    throw error;
  }
}

/** Makes this process a load process: it does what its parent orders over IPC, one order at a time, and ends with it. */
export function serveOrders(callsFor: (work: unknown) => NextCall): void {
  const follow = async (message: unknown): Promise<Answer> => {
    try {
      const { work, ...load } = order.parse(message);
      return { report: await closedLoop(callsFor(work), load) };
    } catch (error) {
      return { failure: error instanceof Error ? error.message : String(error) };
    }
  };
  process.on("message", (message) => {
    void follow(message).then((answer) => process.send?.(answer));
  });
  process.on("disconnect", () => process.exit(0));
  process.stdout.write("{}\n");
}
