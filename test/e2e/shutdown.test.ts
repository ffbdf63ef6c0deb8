import { DRAIN_LIMIT_MS } from "../../shared/http/Drain";
import { REQUEST_BUDGET_MS } from "../../shared/http/endpoint";
import { ManualClock } from "../../tools/kit/ManualClock";
import { type ApiUnderTest, errorOf, type TestOptions, withApi } from "../support/ApiUnderTest";
import { staticWebApps } from "../support/principals";
import { RawConnection } from "../support/RawConnection";
import { until } from "../support/until";

/** What ACS and Key Vault take to answer, on a clock that stands still until they are let go on. */
const THINKS = { delayMs: 1_000 };

interface Scene {
  readonly api: ApiUnderTest;
  /** Whoever thinks answers now, and from now on at once. */
  readonly goOn: () => Promise<void>;
}

async function withScene(options: TestOptions, use: (scene: Scene) => Promise<void>): Promise<void> {
  const clock = new ManualClock(Date.now());
  await withApi({ ...options, clock }, async (api) => {
    const goOn = async () => {
      api.emulator.control.clearFaults();
      await clock.advance(THINKS.delayMs);
    };
    await use({ api, goOn });
  });
}

/** How often each operation of ACS was asked for. */
const acs = ({ emulator }: ApiUnderTest) => emulator.control.state().requests.acs;

function living({ emulator }: ApiUnderTest): string[] {
  const { identities } = emulator.control.state();
  return identities.filter(({ deleted }) => !deleted).map(({ id }) => id);
}

/** The signal has arrived. */
async function refusesConnections({ url }: ApiUnderTest): Promise<void> {
  const isRefused = () =>
    RawConnection.open(url).then(
      () => false,
      () => true,
    );
  await until(isRefused);
}

/** The worker's message has arrived. */
async function refusesRequests(api: ApiUnderTest): Promise<void> {
  await until(async () => (await api.send("GET", "/openapi.json").catch(() => undefined))?.status === 503);
}

const hasLogged = ({ logLines }: ApiUnderTest, text: string) => logLines.some((line) => line.includes(text));

test("on SIGTERM, when ACS never answers, callers are told so within their time, which is less than the host's", async () => {
  await withScene({}, async ({ api }) => {
    api.emulator.control.setFault("acs", THINKS);
    const created = api.send("POST", "/identities");
    await until(() => acs(api)["createIdentity"] === 1);

    const end = api.terminate();
    await refusesConnections(api);
    await api.pass(REQUEST_BUDGET_MS);

    expect(errorOf(await created).code).toBe("UpstreamTimeout");
    expect(await end).toBe(0);
    expect(hasLogged(api, "cut off")).toBe(false);
  });
});

test("on SIGTERM, with which Azure ends an instance, each request gets its whole reply, then the process ends with 0; a second signal changes nothing", async () => {
  await withScene({}, async ({ api, goOn }) => {
    const path = `/identities/${encodeURIComponent(await api.createIdentity())}`;
    api.emulator.control.setFault("acs", THINKS);
    const replies = [
      ...Array.from({ length: 5 }, () => api.sendJson("POST", "/identities", { scopes: ["chat"] })),
      ...Array.from({ length: 5 }, () => api.send("POST", `${path}/tokens`)),
      api.send("DELETE", `${path}/tokens`),
      api.send("POST", "/identities/nobody/tokens"),
    ];
    const asked = () => acs(api);
    await until(
      () => asked()["issueAccessToken"] === 5 && asked()["createIdentity"] === 6 && asked()["revokeAccessTokens"] === 1,
    );

    const ends = [api.terminate(), api.terminate()];
    await refusesConnections(api);
    await goOn();

    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    expect(statuses).toEqual([201, 201, 201, 201, 201, 200, 200, 200, 200, 200, 204, 400]);
    expect(await Promise.all(ends)).toEqual([0, 0]);
    expect(living(api)).toHaveLength(6);
  });
});

test("on SIGTERM, also those get it that wait for the first read of the connection string", async () => {
  const prepare: TestOptions["prepare"] = ({ control }) => {
    control.setFault("keyVault", THINKS);
  };
  await withScene({ prepare }, async ({ api, goOn }) => {
    const created = api.send("POST", "/identities");
    await until(() => Object.keys(api.emulator.control.state().requests.keyVault).length > 0);

    const end = api.terminate();
    await refusesConnections(api);
    await goOn();

    expect((await created).status).toBe(201);
    expect(await end).toBe(0);
  });
});

test("on SIGTERM new requests are refused, on new connections and on those that are kept alive, and have no effect", async () => {
  await withScene({}, async ({ api, goOn }) => {
    const idle = await RawConnection.open(api.url);
    idle.request("GET", "/api/openapi.json");
    await until(() => idle.isAnswered);
    const fresh = await RawConnection.open(api.url);
    api.emulator.control.setFault("acs", THINKS);
    const busy = await RawConnection.open(api.url);
    busy.request("POST", "/api/identities");
    await until(() => acs(api)["createIdentity"] === 1);

    const end = api.terminate();
    await refusesConnections(api);
    for (const connection of [idle, fresh, busy]) {
      connection.request("POST", "/api/identities");
    }
    const refused = await fresh.replies();
    await goOn();

    expect(await idle.replies()).toHaveLength(1);
    const [created, ...others] = await busy.replies();
    expect(created).toMatchObject({ status: 201, headers: { connection: "close" } });
    for (const refusal of [...refused, ...others]) {
      expect(refusal).toMatchObject({ status: 503, headers: { connection: "close" } });
    }
    expect(await end).toBe(0);
    expect(hasLogged(api, "cut off")).toBe(false);
    expect(acs(api)).toEqual({ createIdentity: 1 });
  });
});

test("on SIGTERM, a create whose token fails deletes its identity first", async () => {
  await withScene({ environment: { ACS_SDK: "administration" } }, async ({ api, goOn }) => {
    api.emulator.control.setFault("acs", { method: "POST", path: "/identities/", status: 400, ...THINKS });
    const created = api.sendJson("POST", "/identities", { scopes: ["voip"] });
    await until(() => acs(api)["issueAccessToken"] === 1);
    expect(living(api)).toHaveLength(1);

    const end = api.terminate();
    await refusesConnections(api);
    await goOn();

    expect((await created).status).toBe(500);
    expect(await end).toBe(0);
    expect(living(api)).toEqual([]);
  });
});

test("on SIGTERM, identities that lost the race for a user's row are deleted first", async () => {
  await withScene({ environment: { USER_AUTH: "easyauth" } }, async ({ api, goOn }) => {
    api.emulator.control.setFault("acs", { method: "DELETE", ...THINKS });
    const headers = { "x-ms-client-principal": staticWebApps() };
    const replies = Array.from({ length: 10 }, () => api.send("GET", "/me/token", { headers }));
    await until(() => (acs(api)["deleteIdentity"] ?? 0) > 0);

    const end = api.terminate();
    await refusesConnections(api);
    await goOn();

    expect(new Set((await Promise.all(replies)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(await end).toBe(0);
    expect(acs(api)["createIdentity"]).toBeGreaterThan(1);
    expect(living(api)).toHaveLength(1);
  });
});

test("on the worker's own terminate message, what takes longer than the grant is cut off by the hook, not by the host; new requests are refused", async () => {
  await withScene({}, async ({ api }) => {
    api.emulator.control.setFault("acs", THINKS);
    const created = api.send("POST", "/identities").catch(() => "cut off");
    await until(() => acs(api)["createIdentity"] === 1);

    const end = api.endWorker();
    await refusesRequests(api);
    await api.pass(DRAIN_LIMIT_MS);

    expect(await created).toBe("cut off");
    expect(await end).toBe(0);
    expect(hasLogged(api, "hooks did not end")).toBe(false);
    expect(acs(api)).toEqual({ createIdentity: 1 });
  });
});

test("on the worker's own terminate message, creates under way are finished, and no identity is left behind, before the process ends", async () => {
  await withScene({}, async ({ api, goOn }) => {
    api.emulator.control.setFault("acs", THINKS);
    const replies = Array.from({ length: 3 }, () => api.send("POST", "/identities"));
    await until(() => acs(api)["createIdentity"] === 3);

    const end = api.endWorker();
    await refusesRequests(api);
    await goOn();

    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await end).toBe(0);
    expect(living(api)).toHaveLength(3);
    expect(hasLogged(api, "hooks did not end")).toBe(false);
  });
});
