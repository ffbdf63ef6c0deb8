import { execFileSync } from "node:child_process";
import * as z from "zod";
import { type AuditEntry, auditInto } from "../../../shared/telemetry/audit";
import { pseudonyms } from "../../../shared/telemetry/pseudonym";
import { testWith } from "../../emulator/support/testWith";
import { AUDIT_ACTIONS } from "../../support/auditActions";
import { recordLog } from "../../support/recordLog";
import { pageOf } from "./pages";

const { text: page } = pageOf("docs/security.md");

test("the table of the audit has the fields of its line, in their order", () => {
  const { log, logged } = recordLog();
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const request = { requestId: "1", function: "IssueMyToken", trace: { traceparent }, log, tries: 1, waitMs: 0 };
  const entry: AuditEntry = {
    action: "replaceIdentity",
    outcome: "done",
    identity: "b",
    account: "d",
    tenant: "e",
    principalType: "user",
    clientIds: ["f"],
    scopes: ["chat"],
    expiresOn: new Date(0),
    replaced: "c",
    reason: "gone",
    note: "-",
  };
  auditInto(log)(entry, { ...request, caller: "a" });
  const [line] = z.array(z.record(z.string(), z.unknown())).parse(logged);
  const fields = Object.keys(line ?? {}).filter((name) => name !== "level");

  const section = page.split("\n## The audit\n")[1]?.split("\n## ")[0] ?? "";
  const rows = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, field]) => field);
  expect(rows).toEqual(fields);
});

test("the table of the audit has each action", () => {
  const [row = ""] = /^\| `audit`.*$/m.exec(page) ?? [];
  const named = [...row.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name).filter((name) => name !== "audit");

  expect(named.sort()).toEqual([...AUDIT_ACTIONS].sort());
});

testWith("openssl")("the command for a pseudonym gives the one that is in the log", () => {
  const command = page.split("\n").find((line) => line.includes("openssl dgst")) ?? "";
  const ID = "8:acs:188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1";
  const LOG_SALT = "a salt with 'quotes\" and $signs";

  const printed = execFileSync("sh", ["-c", command], { env: { ...process.env, ID, LOG_SALT }, encoding: "utf8" });
  expect(printed.trim()).toBe(pseudonyms(LOG_SALT)(ID));
});
