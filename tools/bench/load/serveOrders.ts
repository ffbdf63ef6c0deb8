import { closedLoop, type NextCall } from "./closedLoop";
import { type Answer, order } from "./messages";

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
}
