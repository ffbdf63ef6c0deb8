import { BULKHEAD_LIMITS } from "../../shared/resilience/Bulkhead";
import { type ApiUnderTest, errorOf } from "../support/ApiUnderTest";
import { until } from "../support/until";
import { apiForAll } from "./support/apiForAll";

const { maxCalls, maxWaiting } = BULKHEAD_LIMITS;
const REFUSED = 50;

describe("more than this instance takes on", () => {
  const api = apiForAll();

  const calledAcs = () => Object.values(api().emulator.control.state().requests.acs).reduce((sum, n) => sum + n, 0);
  const many = (count: number, send: () => ReturnType<ApiUnderTest["send"]>) => Array.from({ length: count }, send);

  test("is refused at once; ACS is asked for no more than the bound; then all is as before", async () => {
    const id = await api().createIdentity();
    const before = calledAcs();
    api().emulator.control.setFault("acs", { delayMs: 60_000 });

    let refused = 0;
    const replies = many(maxCalls + maxWaiting + REFUSED, async () => {
      const reply = await api().send("POST", `/identities/${id}/tokens`);
      refused += errorOf(reply).code === "ServerBusy" ? 1 : 0;
      return reply;
    });
    await until(() => refused >= REFUSED && calledAcs() - before >= maxCalls);
    expect(calledAcs() - before).toBe(maxCalls);

    const outcomes = (await Promise.all(replies)).map((reply) => [
      reply.status,
      errorOf(reply).code,
      reply.headers.has("retry-after"),
    ]);
    const kinds = new Set(outcomes.map((outcome) => outcome.join(" ")));
    expect([...kinds].sort()).toEqual(["503 ServerBusy true", "504 UpstreamTimeout false"]);

    api().emulator.control.clearFaults();
    // As many as need not wait for a turn: how long the others would wait is up to the machine.
    const afterwards = await Promise.all(many(maxCalls, () => api().send("POST", `/identities/${id}/tokens`)));
    expect(new Set(afterwards.map(({ status }) => status))).toEqual(new Set([200]));
  }, 60_000);

  test("ACS that throttles is left alone for as long as it says, by all requests of that kind", async () => {
    const id = await api().createIdentity();
    api().emulator.control.setFault("acs", { status: 429, retryAfter: 30, times: 1 });
    expect((await api().send("POST", `/identities/${id}/tokens`)).status).toBe(429);
    const before = calledAcs();

    for (const reply of await Promise.all(many(REFUSED, () => api().send("POST", `/identities/${id}/tokens`)))) {
      expect(reply.status).toBe(429);
      expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(20);
      expect(Number(reply.headers.get("retry-after"))).toBeLessThanOrEqual(30);
    }
    expect(calledAcs()).toBe(before);
    expect((await api().send("DELETE", `/identities/${id}/tokens`)).status).toBe(204);
  });
});
