import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";
import { identityOf, tokenOf } from "../support/ApiUnderTest";
import { until } from "../support/until";
import { apiForAll } from "./support/apiForAll";

const LOG_SALT = "a salt for the pseudonyms";
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const TRACED = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };

/** The pseudonym of an identity, by the way that docs/operations.md tells. */
function pseudonymOf(id: string): string {
  return createHmac("sha256", LOG_SALT).update(id).digest("hex").slice(0, 32);
}

const entries = z.record(z.string(), z.unknown());

/** The lines that docs/operations.md shows of IssueToken: the audit and the request. */
const shown = [
  ...readFileSync(join(projectRoot(), "docs", "operations.md"), "utf8").matchAll(/^\{"message":.*\}$/gm),
].map(([line]) => entries.parse(JSON.parse(line)));

describe.each(["identity", "administration"])("the log, with ACS_SDK=%s", (sdk) => {
  const api = apiForAll({ environment: { ACS_SDK: sdk, LOG_SALT } });

  /** What the app has logged under a request id: the audit lines and the one line of the request, which comes last. */
  async function linesOf(requestId: string) {
    const lines = () =>
      api()
        .logLines.filter((line) => line.includes(`"requestId":"${requestId}"`))
        .map((line) => entries.parse(JSON.parse(line.slice(line.indexOf("{")))));
    await until(() => lines().some((entry) => "status" in entry));
    return lines();
  }

  test("has one line for a request, and one for the audit of what it did", async () => {
    const created = await api().send("POST", "/identities", { headers: { "x-request-id": `create-${sdk}` } });
    const id = identityOf(created);
    const headers = { "x-request-id": `issue-${sdk}`, ...TRACED };
    const { expiresOn } = tokenOf(
      await api().sendJson("POST", `/identities/${id}/tokens`, { scopes: ["chat"] }, headers),
    );

    const shared = { requestId: `issue-${sdk}`, function: "IssueToken", identity: pseudonymOf(id), traceId: TRACE_ID };
    const lines = await linesOf(`issue-${sdk}`);
    expect(lines.map((line) => Object.keys(line))).toEqual(shown.map((line) => Object.keys(line)));
    expect(lines).toEqual([
      {
        ...shared,
        message: "Audit: issueToken done",
        audit: "issueToken",
        outcome: "done",
        scopes: ["chat"],
        expiresOn,
      },
      {
        ...shared,
        message: "IssueToken 200",
        status: 200,
        durationMs: expect.any(Number) as unknown,
        tries: 1,
        waitMs: expect.any(Number) as unknown,
      },
    ]);
  });

  test("has an audit line for each create, revoke and delete", async () => {
    const id = await api().createIdentity();
    const headers = (step: string) => ({ headers: { "x-request-id": `${step}-${sdk}` } });
    await api().send("DELETE", `/identities/${id}/tokens`, headers("revoke"));
    await api().send("DELETE", `/identities/${id}`, headers("delete"));

    const audited = { outcome: "done", identity: pseudonymOf(id) };
    expect((await linesOf(`revoke-${sdk}`))[0]).toMatchObject({ ...audited, audit: "revokeTokens" });
    expect((await linesOf(`delete-${sdk}`))[0]).toMatchObject({ ...audited, audit: "deleteIdentity" });
    expect((await linesOf(`create-${sdk}`))[0]).toMatchObject({ audit: "createIdentity", outcome: "done" });
  });

  test("tells of what may have been done, and of the tries and waits it took", async () => {
    const id = await api().createIdentity();
    api().emulator.control.setFault("acs", { drop: "after" });
    await api().send("DELETE", `/identities/${id}/tokens`, { headers: { "x-request-id": `lost-${sdk}` } });
    api().emulator.control.clearFaults();

    const [audit, request] = await linesOf(`lost-${sdk}`);
    expect(audit).toMatchObject({ audit: "revokeTokens", outcome: "unknown", identity: pseudonymOf(id) });
    expect(request).toMatchObject({ status: 503, code: "UpstreamUnavailable", tries: 3 });
    expect(request?.["waitMs"]).toBeGreaterThan(250);
  });

  test("never names an identity", async () => {
    const id = await api().createIdentity();
    await api().send("DELETE", `/identities/${id}`);
    await api().send("POST", `/identities/${id}/tokens`, { headers: { "x-request-id": `gone-${sdk}` } });

    expect(await linesOf(`gone-${sdk}`)).toMatchObject([{ status: 404, identity: pseudonymOf(id) }]);
    await until(() => api().logLines.some((line) => line.includes("host: POST /api/identities/…/tokens 404")));
    expect(api().logLines.filter((line) => line.includes(id))).toEqual([]);
  });

  test("has the trace that ACS and Key Vault are asked in", async () => {
    const { control } = api().emulator;
    const id = await api().createIdentity();
    await control.regenerateKey("primary");
    await api().sendJson("POST", `/identities/${id}/tokens`, { scopes: ["chat"] }, TRACED);

    const traced = control.lastRequests().filter(({ traceParent = "" }) => traceParent.slice(3, 35) === TRACE_ID);
    expect(traced.map(({ service }) => service)).toEqual(expect.arrayContaining(["acs", "keyVault"]));
  });
});
