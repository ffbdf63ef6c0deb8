import { systemClock } from "../../../shared/clock";
import { BULKHEAD_LIMITS } from "../../../shared/resilience/Bulkhead";
import type { World } from "./World";

/** Many more than may be under way or wait. */
const CALLERS = BULKHEAD_LIMITS.maxCalls + BULKHEAD_LIMITS.maxWaiting + 50;

/** A quarter of what they are told to wait; without any wait they alone would keep the machine busy. */
const IMPATIENCE_MS = BULKHEAD_LIMITS.maxWaitMs / 4;

/** Callers who call again and again until they are served. Resolves when the first of them has any reply. */
export async function burst(world: World): Promise<void> {
  const { id } = await world.makeIdentity();
  const call = () => world.send({ method: "DELETE", path: `/identities/${encodeURIComponent(id)}/tokens` });
  const first = Array.from({ length: CALLERS }, call);
  for (const reply of first) {
    void callAgain(reply, call);
  }
  await Promise.race(first);
}

async function callAgain(reply: ReturnType<World["send"]>, call: () => ReturnType<World["send"]>): Promise<void> {
  try {
    let { status } = await reply;
    while (status >= 500) {
      await systemClock.sleep(IMPATIENCE_MS);
      ({ status } = await call());
    }
  } catch {
    // The world has stopped, and with it the API.
  }
}
