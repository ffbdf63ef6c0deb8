import { auditInto } from "../../../../shared/telemetry/audit";
import { recordLog } from "../../../support/recordLog";

const expiresOn = new Date(Date.UTC(2026, 0, 31, 12));

test("tells what was done, in which request and for whom, into that request's log", () => {
  const [app, request] = [recordLog(), recordLog()];
  const record = {
    requestId: "a-request",
    function: "IssueMyToken",
    trace: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
    log: request.log,
    caller: "a caller's pseudonym",
    tries: 0,
    waitMs: 0,
  };
  const entry = {
    action: "issueToken",
    outcome: "done",
    identity: "a pseudonym",
    scopes: ["chat"],
    expiresOn,
  } as const;
  auditInto(app.log)(entry, record);
  expect(app.logged).toEqual([]);
  expect(request.logged).toEqual([
    {
      level: "info",
      message: "Audit: issueToken done",
      audit: "issueToken",
      outcome: "done",
      identity: "a pseudonym",
      scopes: ["chat"],
      expiresOn,
      requestId: "a-request",
      function: "IssueMyToken",
      caller: "a caller's pseudonym",
      traceId: "0af7651916cd43dd8448eb211c80319c",
    },
  ]);
});

test("tells what was done outside a request, too", () => {
  const { log, logged } = recordLog();
  auditInto(log)({ action: "deleteIdentity", outcome: "unknown", identity: "a pseudonym" });
  expect(logged).toMatchObject([{ audit: "deleteIdentity", outcome: "unknown", identity: "a pseudonym" }]);
});
