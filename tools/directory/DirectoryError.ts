import { isRestError } from "@azure/core-rest-pipeline";
import { tableErrorCodeOf } from "../../shared/directory/tableFailure";
import { hasCode } from "../kit/hasCode";
import { isSignInFailure, NO_SIGN_IN } from "../kit/signIn";

/** What was asked for was not done. The message is for the operator, in one line. */
export class DirectoryError extends Error {
  override readonly name: string = "DirectoryError";
}

/** Where a command tells what it did: what was asked for, such as a line for the next program, and what stands beside it. */
export type Output = Pick<Console, "log" | "error">;

/** What is wrong with a file, where the system says so; else the error as it is. */
export function fileError(error: unknown, file: string, use: "read" | "written"): unknown {
  const code = codeOf(error);
  if (code === undefined || error instanceof DirectoryError) {
    return error;
  }
  const message =
    code === "EEXIST"
      ? `${file} already exists. Name another file, or add --overwrite.`
      : `${file} cannot be ${use} (${code}).`;
  return new DirectoryError(message, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}

export interface TableAddress {
  /** `https://NAME.table.core.windows.net` */
  readonly endpoint: string;
  readonly tableName: string;
}

/** Why a call to the table failed and what to do about it; undefined when that is not known. */
export function explainFailure(error: unknown, address: TableAddress): DirectoryError | undefined {
  const message = isSignInFailure(error) ? NO_SIGN_IN : ofTable(error, address);
  return message === undefined ? undefined : new DirectoryError(message, { cause: error });
}

function ofTable(error: unknown, address: TableAddress): string | undefined {
  if (isRestError(error)) {
    return ofCode(tableErrorCodeOf(error), address) ?? ofStatus(error.statusCode, error.code, address);
  }
  // The client fails so on a challenge that is not of Table Storage.
  return hasCode(error, "ERR_INVALID_URL") ? ofStatus(401, undefined, address) : undefined;
}

function ofCode(code: string | undefined, { endpoint, tableName }: TableAddress): string | undefined {
  const messages: Readonly<Record<string, string>> = {
    TableNotFound: `There is no table ${tableName} at ${endpoint}. Check --table and --endpoint; after a loss, import creates it.`,
    TableBeingDeleted: `The table ${tableName} is being deleted. Wait half a minute, and try again.`,
    AuthorizationFailure: `${endpoint} refuses this machine: allow its address in the network rules of the storage account. If they allow it already, your sign-in lacks the role Storage Table Data Contributor.`,
    UpdateConditionNotSatisfied: CHANGED,
    ResourceNotFound: CHANGED,
  };
  return code === undefined ? undefined : messages[code];
}

const CHANGED = "The row has changed in the meantime. Look at it with show, and try again.";

function ofStatus(status: number | undefined, code: string | undefined, { endpoint, tableName }: TableAddress): string {
  switch (status) {
    case undefined:
      return `${endpoint} cannot be reached (${code ?? "no answer"}). Check --endpoint (setting IDENTITY_TABLE_ENDPOINT) and the network.`;
    case 401:
      return `${endpoint} does not accept your sign-in. Check --endpoint (setting IDENTITY_TABLE_ENDPOINT); if it is right, sign in to the tenant of the storage account: az login --tenant TENANT.`;
    case 403:
      return `Your sign-in may not use the table ${tableName} at ${endpoint}. To read it takes the role Storage Table Data Reader, to change it Storage Table Data Contributor; a new role counts after a few minutes.`;
    case 429:
    case 503:
      return `${endpoint} is overloaded. Try again later; an import that stopped can be run again.`;
    default:
      return `${endpoint} does not answer as Table Storage does (status ${status}). Check --endpoint (setting IDENTITY_TABLE_ENDPOINT).`;
  }
}
