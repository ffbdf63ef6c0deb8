import type { CallOptions } from "../resilience/callOptions";
import type { AuditEntry } from "../telemetry/audit";
import type {
  AccessToken,
  AcsAction,
  AcsClient,
  CreatedIdentity,
  PutTeamsAccess,
  TeamsAccess,
  TeamsAccount,
  TeamsExchange,
  TokenGrant,
} from "./AcsClient";

/** One operation of ACS, and how it may be called. */
export interface Operation<T> {
  action: AcsAction;
  /** Whether doing it twice is the same as doing it once. */
  idempotent: boolean;
  run: (client: AcsClient, options: CallOptions) => Promise<T>;
  /** Whether it makes good for another one: then it is called whatever has been spent, and counts all the same. */
  cleansUp?: true;
  /** Whether it changes nothing, so that it does not belong into the audit. */
  reads?: true;
  /** What stands in the audit of it, with the result where there is one. */
  auditFields: (result?: T) => AuditFields;
}

interface AuditFields extends Pick<AuditEntry, "scopes" | "expiresOn" | "tenant" | "principalType" | "clientIds"> {
  /** The identity that it is about. */
  id?: string | undefined;
  /** The user or other account that it is about, by the key of such a caller. */
  accountKey?: string | undefined;
}

export function creation(grant: TokenGrant | undefined): Operation<CreatedIdentity> {
  return {
    action: "createIdentity",
    idempotent: false,
    run: (client, options) => client.createIdentity(grant, options),
    auditFields: (created) => ({
      id: created?.id,
      ...(created?.accessToken && { scopes: grant?.scopes, expiresOn: created.accessToken.expiresOn }),
    }),
  };
}

export function issue(id: string, grant: TokenGrant): Operation<AccessToken> {
  return {
    action: "issueToken",
    idempotent: true,
    run: (client, options) => client.issueToken(id, grant, options),
    auditFields: (issued) => ({ id, scopes: grant.scopes, expiresOn: issued?.expiresOn }),
  };
}

export function revocation(id: string): Operation<void> {
  return {
    action: "revokeTokens",
    idempotent: true,
    run: (client, options) => client.revokeTokens(id, options),
    auditFields: () => ({ id }),
  };
}

export function deletion(id: string): Operation<void> {
  return {
    action: "deleteIdentity",
    idempotent: true,
    run: (client, options) => client.deleteIdentity(id, options),
    auditFields: () => ({ id }),
  };
}

/** Deletes an identity that nobody was told of. */
export function cleanUp(id: string): Operation<void> {
  return { ...deletion(id), cleansUp: true };
}

export function teamsExchange(exchange: TeamsExchange): Operation<AccessToken> {
  return {
    action: "exchangeTeamsToken",
    idempotent: true,
    run: async (client, options) => {
      if (!client.exchangeTeamsToken) {
        throw new TypeError("This SDK cannot exchange the tokens of Teams users.");
      }
      return await client.exchangeTeamsToken(exchange, options);
    },
    auditFields: (issued) => ({ expiresOn: issued?.expiresOn }),
  };
}

export function teamsAccessPut(access: TeamsAccess): Operation<PutTeamsAccess> {
  const { principalType, clientIds } = access;
  return {
    action: "putTeamsAccess",
    idempotent: true,
    run: (client, options) => client.putTeamsAccess(access, options),
    auditFields: () => ({ ...ofAccount(access), principalType, clientIds }),
  };
}

export function teamsAccessReading(account: TeamsAccount): Operation<TeamsAccess | undefined> {
  return {
    action: "getTeamsAccess",
    idempotent: true,
    reads: true,
    run: (client, options) => client.getTeamsAccess(account, options),
    auditFields: () => ofAccount(account),
  };
}

export function teamsAccessDeletion(account: TeamsAccount): Operation<void> {
  return {
    action: "deleteTeamsAccess",
    idempotent: true,
    run: (client, options) => client.deleteTeamsAccess(account, options),
    auditFields: () => ofAccount(account),
  };
}

/** A tenant is an organisation, and stands as it is; the account may be a person, and has the pseudonym of one who signs in. */
function ofAccount({ tenantId, objectId }: TeamsAccount): AuditFields {
  return { tenant: tenantId, accountKey: `entra|${tenantId}|${objectId}` };
}
