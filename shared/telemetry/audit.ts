import type { Log } from "../log";
import type { RequestRecord } from "./requestRecord";
import { traceIdOf } from "./traceContext";

/** Something that changes who can call and chat as whom. */
export interface AuditEntry {
  /** An operation of ACS, or `replaceIdentity`: a user has another identity from now on. */
  action: string;
  /** `unknown`: ACS was asked, and did not say whether it has done so. */
  outcome: "done" | "unknown";
  /** The pseudonym of the ACS identity. */
  identity?: string | undefined;
  /** The pseudonym of the account of Microsoft Entra: that of the user, where it is one who signs in. */
  account?: string | undefined;
  /** The account's tenant. */
  tenant?: string | undefined;
  /** Whether the account is a user's or a resource account. */
  principalType?: string | undefined;
  /** The applications through which the account is let in. */
  clientIds?: readonly string[] | undefined;
  /** What a token is good for. */
  scopes?: readonly string[] | undefined;
  expiresOn?: Date | undefined;
  /** The pseudonym of the identity that the user had before. */
  replaced?: string | undefined;
  /** Why it was replaced. */
  reason?: string | undefined;
  /** What else whoever reads the audit has to know. */
  note?: string | undefined;
}

/** `record`: that of the request for which it was done, if it was one. */
export type Audit = (entry: AuditEntry, record?: RequestRecord) => void;

/** Writes one line for each entry, into the log of its request; into `log` where there is none. */
export function auditInto(log: Log): Audit {
  return ({ action, outcome, identity, ...entry }, record) => {
    (record?.log ?? log)("info", {
      message: `Audit: ${action} ${outcome}`,
      audit: action,
      outcome,
      identity,
      ...entry,
      requestId: record?.requestId,
      function: record?.function,
      caller: record?.caller,
      traceId: record && traceIdOf(record.trace),
    });
  };
}
