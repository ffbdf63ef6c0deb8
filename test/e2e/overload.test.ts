import { REQUEST_BUDGET_MS } from "../../shared/http/endpoint";
import { BULKHEAD_LIMITS } from "../../shared/resilience/Bulkhead";
import { type ApiUnderTest, errorOf, type Reply } from "../support/ApiUnderTest";
import { until } from "../support/until";
import { apiForAll } from "./support/apiForAll";

const { maxCalls, maxWaiting, maxWaitMs } = BULKHEAD_LIMITS;
const REFUSED = 50;
const LEFT_ALONE_S = 30;
/** So that what is left then is still more than a request may wait. */
const PASSED_S = 20;

describe("more than this instance takes on", () => {
  const api = apiForAll();

  const calledAcs = () => Object.values(api().emulator.control.state().requests.acs).reduce((sum, n) => sum + n, 0);
  const many = (count: number, send: () => ReturnType<ApiUnderTest["send"]>) => Array.from({ length: count }, send);

  test("is refused at once; ACS is asked for no more than the bound; then all is as before", async () => {
    const id = await api().createIdentity();
    const before = calledAcs();
    api().emulator.control.setFault("acs", { delayMs: 60_000 });

    const outcomes: string[] = [];
    const count = (reply: Reply) => {
      outcomes.push(`${reply.status} ${errorOf(reply).code} ${String(reply.headers.has("retry-after"))}`);
      return reply;
    };
    const refusals = (n: number) => Array<string>(n).fill("503 ServerBusy true");
    const issue = async () => count(await api().send("POST", `/identities/${id}/tokens`));
    const all = Promise.all(many(maxCalls + maxWaiting + REFUSED, issue));
    await until(() => outcomes.length >= REFUSED && calledAcs() - before >= maxCalls);
    expect(outcomes).toEqual(refusals(REFUSED));
    expect(calledAcs() - before).toBe(maxCalls);

    await api().pass(maxWaitMs);
    await until(() => outcomes.length >= REFUSED + maxWaiting);
    expect(outcomes).toEqual(refusals(REFUSED + maxWaiting));

    await api().pass(REQUEST_BUDGET_MS);
    await all;
    expect(outcomes.slice(REFUSED + maxWaiting)).toEqual(Array(maxCalls).fill("504 UpstreamTimeout false"));

    api().emulator.control.clearFaults();
    const afterwards = await Promise.all(
      many(maxCalls + maxWaiting, () => api().send("POST", `/identities/${id}/tokens`)),
    );
    expect(new Set(afterwards.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test("ACS that throttles is left alone for as long as it says, by all requests of that kind", async () => {
    const id = await api().createIdentity();
    api().emulator.control.setFault("acs", { status: 429, retryAfter: LEFT_ALONE_S, times: 1 });
    expect((await api().send("POST", `/identities/${id}/tokens`)).status).toBe(429);
    const before = calledAcs();

    for (const passed of [0, PASSED_S]) {
      await api().pass(passed * 1_000);
      for (const reply of await Promise.all(many(REFUSED, () => api().send("POST", `/identities/${id}/tokens`)))) {
        expect([reply.status, reply.headers.get("retry-after")]).toEqual([429, String(LEFT_ALONE_S - passed)]);
      }
    }
    expect(calledAcs()).toBe(before);
    expect((await api().send("DELETE", `/identities/${id}/tokens`)).status).toBe(204);

    await api().pass((LEFT_ALONE_S - PASSED_S) * 1_000);
    expect((await api().send("POST", `/identities/${id}/tokens`)).status).toBe(200);
  });
});
