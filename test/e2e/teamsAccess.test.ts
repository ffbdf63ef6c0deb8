import { createHmac } from "node:crypto";
import * as z from "zod";
import { errorOf, withApi } from "../support/ApiUnderTest";
import { until } from "../support/until";
import { apiForAll } from "./support/apiForAll";

const TENANT_ID = "7d4e1c00-0000-4000-8000-000000000001";
const ANOTHER_TENANT_ID = "7d4e1c00-0000-4000-8000-0000000000ff";
const APP_ID = "7d4e1c00-0000-4000-8000-000000000002";
const ANOTHER_APP_ID = "7d4e1c00-0000-4000-8000-000000000003";
const AGENT_ID = "7d4e1c00-0000-4000-8000-000000000004";
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const LOG_SALT = "a salt for the pseudonyms";

const AGENT = `/teams-access/${TENANT_ID}/${AGENT_ID}`;
const STRANGER = `/teams-access/${ANOTHER_TENANT_ID}/${AGENT_ID}`;
const USER = { principalType: "user", clientIds: [APP_ID] };

const entries = z.record(z.string(), z.unknown());

describe.each([
  { sdk: "identity", keyless: false },
  { sdk: "identity", keyless: true },
  { sdk: "administration", keyless: false },
])("Teams access, with ACS_SDK=$sdk, keyless: $keyless,", ({ sdk, keyless }) => {
  const environment = { ACS_SDK: sdk, TEAMS_ACCESS_TENANTS: TENANT_ID, LOG_SALT };
  const api = apiForAll({ keyless, auth: true, environment });

  const key = () => ({ "x-functions-key": api().keys.host });
  const put = (path: string, body: unknown, more = {}) => api().sendJson("PUT", path, body, { ...key(), ...more });
  const get = (path: string) => api().send("GET", path, { headers: key() });
  const remove = (path: string, more = {}) => api().send("DELETE", path, { headers: { ...key(), ...more } });

  /** What the audit has of a request. */
  async function auditOf(requestId: string) {
    const lines = () => api().logLines.filter((line) => line.includes(`"requestId":"${requestId}"`));
    await until(() => lines().some((line) => line.includes('"status":')));
    return lines()
      .filter((line) => line.includes('"audit":'))
      .map((line) => entries.parse(JSON.parse(line.slice(line.indexOf("{")))));
  }

  test("is given, replaced, read, and taken back once and again", async () => {
    const access = { tenantId: TENANT_ID, objectId: AGENT_ID, ...USER };
    const [made, replaced] = [await put(AGENT, USER), await put(AGENT, { ...USER, clientIds: [ANOTHER_APP_ID] })];
    expect([made.status, made.json]).toEqual([201, access]);
    expect([replaced.status, replaced.json]).toEqual([200, { ...access, clientIds: [ANOTHER_APP_ID] }]);
    // In whichever case it is written, it is the same account.
    expect((await get(AGENT.toUpperCase().replace("/TEAMS-ACCESS", "/teams-access"))).json).toEqual(replaced.json);

    expect([(await remove(AGENT)).status, (await remove(AGENT)).status]).toEqual([204, 204]);
    const gone = await get(AGENT);
    expect([gone.status, errorOf(gone).code]).toEqual([404, "AssignmentNotFound"]);
  });

  test("is audited, under the pseudonym of the account and its tenant, and within the caller's trace", async () => {
    const account = createHmac("sha256", LOG_SALT).update(`entra|${TENANT_ID}|${AGENT_ID}`).digest("hex").slice(0, 32);
    const whose = { outcome: "done", account, tenant: TENANT_ID };
    await put(AGENT, USER, { "x-request-id": `put-${sdk}`, traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` });
    await remove(AGENT, { "x-request-id": `delete-${sdk}` });

    expect(await auditOf(`put-${sdk}`)).toMatchObject([
      { ...whose, audit: "putTeamsAccess", ...USER, function: "PutTeamsAccess", traceId: TRACE_ID },
    ]);
    const called = api()
      .emulator.control.lastRequests()
      .filter(({ service, traceParent }) => service === "acs" && traceParent?.includes(TRACE_ID));
    expect(called).toMatchObject([{ method: "PUT" }]);
    expect(await auditOf(`delete-${sdk}`)).toMatchObject([{ ...whose, audit: "deleteTeamsAccess" }]);
    // The host's own line of a request has its path.
    const ofTheApp = api().logLines.filter((line) => !line.includes(" host: "));
    expect(ofTheApp.filter((line) => line.includes(AGENT_ID))).toEqual([]);
  });

  test("is given to none of a tenant that is not listed, but of any tenant read and taken back", async () => {
    const refused = await put(STRANGER, USER, { "x-request-id": `refused-${sdk}` });
    expect([refused.status, errorOf(refused).code]).toEqual([403, "TenantNotAllowed"]);
    expect(await auditOf(`refused-${sdk}`)).toEqual([]);

    expect((await get(STRANGER)).status).toBe(404);
    expect((await remove(STRANGER)).status).toBe(204);
  });

  test.each(["User", "RESOURCEACCOUNT", "teamsResourceAccount", "group", "Group", ""])(
    "cannot be given as %j: only what the documentation names",
    async (principalType) => {
      const reply = await put(AGENT, { ...USER, principalType });
      expect([reply.status, errorOf(reply).code]).toEqual([400, "InvalidRequest"]);
      expect(errorOf(reply).details).toMatchObject([{ target: "principalType" }]);
      expect((await get(AGENT)).status).toBe(404);
    },
  );

  test("is not said to be taken back when somebody else answers in the place of ACS", async () => {
    await put(AGENT, USER);
    for (const foreign of ["html", "json", "empty"] as const) {
      api().emulator.control.setFault("acs", { status: 404, foreign });
      const replies = [await remove(AGENT), await get(AGENT)];
      expect(replies.map((reply) => [reply.status, errorOf(reply).code])).toEqual([
        [503, "UpstreamUnavailable"],
        [503, "UpstreamUnavailable"],
      ]);
      api().emulator.control.clearFaults();
    }
    expect((await get(AGENT)).status).toBe(200);
    expect((await remove(AGENT)).status).toBe(204);
  });

  test("is nobody's affair who has no function key", async () => {
    for (const method of ["PUT", "GET", "DELETE"]) {
      expect([method, (await api().send(method, AGENT)).status]).toEqual([method, 401]);
    }
  });
});

test("there are no such endpoints without TEAMS_ACCESS_TENANTS", async () => {
  await withApi({}, async (api) => {
    for (const method of ["PUT", "GET", "DELETE"]) {
      const reply = await api.send(method, AGENT);
      expect([method, reply.status, reply.text]).toEqual([method, 404, ""]);
    }
  });
});
