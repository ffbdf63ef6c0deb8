import { percentile } from "../percentile";
import type { Order, Report } from "./messages";

/** What clients call: the nth call of them all, from 0; undefined when there is nothing left to call. */
export type NextCall = (nth: number) => Promise<void> | undefined;

/** Clients that each call again when they are answered. Rejects with the first failure. */
export async function closedLoop(next: NextCall, { clients, seconds }: Omit<Order, "work">): Promise<Report> {
  const waits: number[] = [];
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const end = started + seconds * 1000;
  let nth = 0;
  const callAgainAndAgain = async (): Promise<void> => {
    for (let sent = started; sent < end;) {
      const call = next(nth++);
      if (!call) return;
      await call;
      const answered = performance.now();
      waits.push(answered - sent);
      sent = answered;
    }
  };
  await Promise.all(Array.from({ length: clients }, callAgainAndAgain));
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    requests: waits.length,
    perSecond: waits.length / ((performance.now() - started) / 1000),
    p50Ms: percentile(waits, 50),
    p99Ms: percentile(waits, 99),
    cpuMs: (user + system) / 1000 / waits.length,
  };
}
