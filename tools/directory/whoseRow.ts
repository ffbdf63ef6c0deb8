import { IDENTITY_ID, ownerOf } from "../../shared/acs/idForms";
import type { Caller } from "../../shared/callers/Caller";
import { callerOfClaims, entraCaller } from "../../shared/callers/callerOfIds";
import { callerOfProvider } from "../../shared/callers/easyauth/appService";
import { callerOfStaticWebApps } from "../../shared/callers/easyauth/staticWebApps";
import { rowKeysOf } from "../../shared/directory/rowKeys";
import { ApiError } from "../../shared/errors";
import { UsageError } from "../kit/commandLine";

/** Whose row: by its key in the table, or by an identity that it has or had. */
export type Whose = { readonly rowKey: string } | { readonly identityId: string };

export const USER_OPTIONS = {
  entra: { type: "string" },
  issuer: { type: "string" },
  subject: { type: "string" },
  object: { type: "string" },
  "app-service": { type: "string" },
  "static-web-apps": { type: "string" },
  "row-key": { type: "string" },
  identity: { type: "string" },
} as const;

type UserOptions = { readonly [Name in keyof typeof USER_OPTIONS]?: string | undefined };

/** @throws UsageError unless exactly one user is named */
export function whoseRow(options: UserOptions): Whose {
  const named = [
    options.entra !== undefined && entra(options.entra),
    (options.issuer ?? options.subject ?? options.object) !== undefined && issued(options),
    options["app-service"] !== undefined && appService(options["app-service"]),
    options["static-web-apps"] !== undefined && staticWebApps(options["static-web-apps"]),
    options["row-key"] !== undefined && rowKeyIn(options["row-key"]),
    options.identity !== undefined && { identityId: identityIn(options.identity) },
  ].filter((whose) => whose !== false);
  const [whose, ...others] = named;
  if (!whose || others.length > 0) {
    throw new UsageError(
      "Name one user: with --entra, --issuer and --subject, --app-service, --static-web-apps, --row-key or --identity",
    );
  }
  return whose;
}

/** @throws UsageError */
export function identityIn(text: string): string {
  if (!IDENTITY_ID.test(text)) {
    const whose = ownerOf(text)?.whose;
    const isOfAnother = whose === undefined ? "" : `; this one is that of ${whose}`;
    throw new UsageError(`--identity must be the id of an ACS identity, such as 8:acs:GUID_GUID${isOfAnother}`);
  }
  // As ACS writes it, and the table has it.
  return text.toLowerCase();
}

// The keys are made by what reads the users' credentials: so they are the same ones.

function entra(text: string): Whose {
  const [tenantId, objectId] = inTwo(text, "--entra", "TENANT/OBJECT");
  const caller = entraCaller(tenantId, objectId);
  if (!caller) {
    throw new UsageError("--entra must be the ids of a tenant and of a user in it, two GUIDs: TENANT/OBJECT");
  }
  return rowOf(() => caller);
}

function issued({ issuer: iss, subject, object: oid }: UserOptions): Whose {
  if (!iss || (subject === undefined) === (oid === undefined)) {
    throw new UsageError("--issuer goes with --subject, or with --object");
  }
  // A user who is known by the object id has a subject that says nothing.
  return rowOf(() => callerOfClaims({ iss, sub: subject ?? "", oid }));
}

function appService(text: string): Whose {
  const [provider, subject] = inTwo(text, "--app-service", "PROVIDER/ID");
  return rowOf(() => callerOfProvider(provider, { subject }));
}

function staticWebApps(text: string): Whose {
  const [identityProvider, userId] = inTwo(text, "--static-web-apps", "PROVIDER/ID");
  return rowOf(() => callerOfStaticWebApps({ identityProvider, userId, userRoles: ["authenticated"] }));
}

function rowKeyIn(text: string): Whose {
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new UsageError("--row-key must be 64 hexadecimal digits");
  }
  return { rowKey: text.toLowerCase() };
}

/** @throws UsageError when the service would not take these ids for a user's either */
function rowOf(callerOf: () => Caller): Whose {
  try {
    return { rowKey: rowKeysOf(callerOf().key).rowKey };
  } catch (error) {
    throw error instanceof ApiError ? new UsageError(`No user has these ids. ${error.message.slice(0, -1)}`) : error;
  }
}

/** At the first slash: no provider's name has one, an id may. */
function inTwo(text: string, option: string, form: string): [string, string] {
  const slash = text.indexOf("/");
  const [first, second] = [text.slice(0, Math.max(slash, 0)), text.slice(slash + 1)];
  if (first === "" || second === "") {
    throw new UsageError(`${option} must be ${form}`);
  }
  return [first, second];
}
