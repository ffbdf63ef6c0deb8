import { ApiUnderTest, errorOf, type TestOptions } from "../support/ApiUnderTest";
import { staticWebApps } from "../support/principals";
import { RawConnection } from "../support/RawConnection";
import { until } from "../support/until";

/** Long enough for the signal to arrive while ACS or Key Vault thinks. */
const SLOW_MS = 2_000;
const SILENT_MS = 60_000;

let api: ApiUnderTest;

async function start(options: TestOptions = {}): Promise<void> {
  api = await ApiUnderTest.start(options);
}

afterEach(async () => {
  await api.stop();
});

/** How often each operation of ACS was asked for. */
const acs = () => api.emulator.control.state().requests.acs;

function living(): string[] {
  const { identities } = api.emulator.control.state();
  return identities.filter(({ deleted }) => !deleted).map(({ id }) => id);
}

async function isRefused(): Promise<boolean> {
  return await RawConnection.open(api.url).then(
    () => false,
    () => true,
  );
}

const wasCutOff = () => api.logLines.some((line) => line.includes("cut off"));

describe("on SIGTERM, with which Azure ends an instance, requests under way end as ever", () => {
  test("each gets its whole reply, then the process ends with 0; a second signal changes nothing", async () => {
    await start();
    const path = `/identities/${encodeURIComponent(await api.createIdentity())}`;
    api.emulator.control.setFault("acs", { delayMs: SLOW_MS });
    const replies = [
      ...Array.from({ length: 5 }, () => api.sendJson("POST", "/identities", { scopes: ["chat"] })),
      ...Array.from({ length: 5 }, () => api.send("POST", `${path}/tokens`)),
      api.send("DELETE", `${path}/tokens`),
      api.send("POST", "/identities/nobody/tokens"),
    ];
    await until(
      () => acs()["issueAccessToken"] === 5 && acs()["createIdentity"] === 6 && acs()["revokeAccessTokens"] === 1,
    );

    const ends = [api.terminate(), api.terminate()];

    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    expect(statuses).toEqual([201, 201, 201, 201, 201, 200, 200, 200, 200, 200, 204, 400]);
    expect(await Promise.all(ends)).toEqual([0, 0]);
    expect(living()).toHaveLength(6);
  });

  test("also those that wait for the first read of the connection string", async () => {
    await start({
      prepare: ({ control }) => {
        control.setFault("keyVault", { delayMs: SLOW_MS, times: 1 });
      },
    });
    const created = api.send("POST", "/identities");
    await until(() => Object.keys(api.emulator.control.state().requests.keyVault).length > 0);

    const end = api.terminate();

    expect((await created).status).toBe(201);
    expect(await end).toBe(0);
  });

  test("also when ACS never answers: they are told so within their time, which is less than the host's", async () => {
    await start();
    api.emulator.control.setFault("acs", { delayMs: SILENT_MS });
    const created = api.send("POST", "/identities");
    await until(() => acs()["createIdentity"] === 1);

    const end = api.terminate();

    expect(errorOf(await created).code).toBe("UpstreamTimeout");
    expect(await end).toBe(0);
    expect(wasCutOff()).toBe(false);
  });
});

test("on SIGTERM new requests are refused, on new connections and on those that are kept alive, and have no effect", async () => {
  await start();
  const idle = await RawConnection.open(api.url);
  idle.request("GET", "/api/openapi.json");
  await until(() => idle.isAnswered);
  const fresh = await RawConnection.open(api.url);
  api.emulator.control.setFault("acs", { delayMs: SLOW_MS });
  const busy = await RawConnection.open(api.url);
  busy.request("POST", "/api/identities");
  await until(() => acs()["createIdentity"] === 1);

  const end = api.terminate();
  await until(isRefused);
  for (const connection of [idle, fresh, busy]) {
    connection.request("POST", "/api/identities");
  }

  expect(await idle.replies()).toHaveLength(1);
  const [created, ...others] = await busy.replies();
  expect(created).toMatchObject({ status: 201, headers: { connection: "close" } });
  for (const refusal of [...(await fresh.replies()), ...others]) {
    expect(refusal).toMatchObject({ status: 503, headers: { connection: "close" } });
  }
  expect(await end).toBe(0);
  expect(wasCutOff()).toBe(false);
  expect(acs()).toEqual({ createIdentity: 1 });
});

describe("on SIGTERM nothing is left half done", () => {
  test("a create whose token fails deletes its identity first", async () => {
    await start({ environment: { ACS_SDK: "administration" } });
    api.emulator.control.setFault("acs", { method: "POST", path: "/identities/", status: 400, delayMs: SLOW_MS });
    const created = api.sendJson("POST", "/identities", { scopes: ["chat"] });
    await until(() => acs()["issueAccessToken"] === 1);
    expect(living()).toHaveLength(1);

    const end = api.terminate();

    expect((await created).status).toBe(500);
    expect(await end).toBe(0);
    expect(living()).toEqual([]);
  });

  test("identities that lost the race for a user's row are deleted first", async () => {
    await start({ environment: { USER_AUTH: "easyauth" } });
    api.emulator.control.setFault("acs", { method: "DELETE", delayMs: SLOW_MS });
    const headers = { "x-ms-client-principal": staticWebApps() };
    const replies = Array.from({ length: 10 }, () => api.send("GET", "/me/token", { headers }));
    await until(() => (acs()["deleteIdentity"] ?? 0) > 0);

    const end = api.terminate();

    expect(new Set((await Promise.all(replies)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(await end).toBe(0);
    expect(acs()["createIdentity"]).toBeGreaterThan(1);
    expect(living()).toHaveLength(1);
  });
});

describe("on the worker's own terminate message, before which nobody waits for requests", () => {
  test("creates under way are finished, and no identity is left behind, before the process ends", async () => {
    await start();
    api.emulator.control.setFault("acs", { delayMs: SLOW_MS });
    const replies = Array.from({ length: 3 }, () => api.send("POST", "/identities"));
    await until(() => acs()["createIdentity"] === 3);

    const end = api.endWorker();

    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await end).toBe(0);
    expect(living()).toHaveLength(3);
    expect(api.logLines.some((line) => line.includes("hooks did not end"))).toBe(false);
  });

  test("what takes longer than the grant is cut off by the hook, not by the host; new requests are refused", async () => {
    await start();
    api.emulator.control.setFault("acs", { delayMs: SILENT_MS });
    const created = api.send("POST", "/identities").catch(() => "cut off");
    await until(() => acs()["createIdentity"] === 1);

    const end = api.endWorker();
    await until(async () => (await api.send("GET", "/openapi.json").catch(() => undefined))?.status === 503);

    expect(await created).toBe("cut off");
    expect(await end).toBe(0);
    expect(api.logLines.some((line) => line.includes("hooks did not end"))).toBe(false);
    expect(acs()).toEqual({ createIdentity: 1 });
  });
});
