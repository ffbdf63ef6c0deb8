import { parseArguments, parseOptions, UsageError } from "../kit/commandLine";
import { identityIn, USER_OPTIONS, type Whose, whoseRow } from "./whoseRow";

export const USAGE = `Looks after the table that says which user has which ACS identity.

npm run directory -- show USER            one user's row, with the identities that it had before
npm run directory -- restore USER --identity ID
                                          gives a user an identity of before again
npm run directory -- reset USER --yes     forgets a user's row; prints it first, as import takes it
npm run directory -- export FILE          writes all rows into a file, one line of JSON for each
npm run directory -- import FILE          puts rows of such a file, or of reset, back into the table

USER is one of
  --entra TENANT/OBJECT         a user of Microsoft Entra: the ids of the tenant and of the user
  --issuer ISS --subject SUB    a user of another issuer: the claims iss and sub of the access token
  --issuer ISS --object OID     a user of Azure AD B2C whose tokens name them by oid alone
  --app-service PROVIDER/ID     a user of App Service Authentication who is not of Entra, such as google/1234
  --static-web-apps PROVIDER/ID a user of Static Web Apps: identityProvider and userId of /.auth/me
  --row-key HEX                 the row's key, as show and export print it
  --identity 8:acs:...          who has or had this identity; reads the whole table

Options
  --endpoint URL   the table's address (default: setting IDENTITY_TABLE_ENDPOINT)
  --table NAME     the table's name (default: setting IDENTITY_TABLE_NAME, else AcsIdentities)
  --force-unknown  restore: also an identity that is not in the user's history
  --overwrite      export: replace the file; import: replace rows that differ, which stay in the history
  --yes            reset: do it
  --json           print one line of JSON, for scripts
  --help           this text

It signs in as you are (az login). To look takes the role Storage Table Data Reader, to change anything Storage Table Data
Contributor. What it changes counts within 5 minutes: so long an instance of the API goes by a row that it has read, unless the
user signs out or is deleted. It ends with 0 when it did what was asked, 1 when not or not all of it, 2 when the command line is wrong.
`;

/** What the command line asks for. */
export type CommandLine = { readonly command: "help" } | (Connection & Task);

export interface Connection {
  readonly endpoint: string | undefined;
  readonly table: string | undefined;
  readonly json: boolean;
}

export type Task =
  | { readonly command: "show"; readonly whose: Whose }
  | { readonly command: "restore"; readonly whose: Whose; readonly identityId: string; readonly forceUnknown: boolean }
  | { readonly command: "reset"; readonly whose: Whose; readonly yes: boolean }
  | { readonly command: "export" | "import"; readonly file: string; readonly overwrite: boolean };

const CONNECTION = {
  endpoint: { type: "string" },
  table: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** @throws UsageError */
export function parseCommandLine([command, ...args]: readonly string[]): CommandLine {
  if (command === undefined || args.includes("--help") || ["--help", "help"].includes(command)) {
    return help(command);
  }
  switch (command) {
    case "show":
      return parseShow(args);
    case "restore":
      return parseRestore(args);
    case "reset":
      return parseReset(args);
    case "export":
    case "import":
      return parseFileCommand(command, args);
    default:
      throw new UsageError(`There is no command ${command}; the commands are show, restore, reset, export or import`);
  }
}

function help(command: string | undefined): CommandLine {
  if (command === undefined) {
    throw new UsageError("Name a command: show, restore, reset, export or import");
  }
  return { command: "help" };
}

function parseShow(args: readonly string[]): CommandLine {
  const values = parseOptions({ ...CONNECTION, ...USER_OPTIONS }, args);
  return { command: "show", ...connectionOf(values), whose: whoseRow(values) };
}

function parseRestore(args: readonly string[]): CommandLine {
  const options = { ...CONNECTION, ...USER_OPTIONS, "force-unknown": { type: "boolean", default: false } } as const;
  const { identity, ...values } = parseOptions(options, args);
  if (identity === undefined) {
    throw new UsageError("Name the identity to give back with --identity");
  }
  const identityId = identityIn(identity);
  // Without another option, the user is the one who had that identity.
  const isNamed = Object.keys(USER_OPTIONS).some((name) => name !== "identity" && name in values);
  const whose = whoseRow(isNamed ? values : { identity });
  return { command: "restore", ...connectionOf(values), whose, identityId, forceUnknown: values["force-unknown"] };
}

function parseReset(args: readonly string[]): CommandLine {
  const values = parseOptions({ ...CONNECTION, ...USER_OPTIONS, yes: { type: "boolean", default: false } }, args);
  return { command: "reset", ...connectionOf(values), whose: whoseRow(values), yes: values.yes };
}

function parseFileCommand(command: "export" | "import", args: readonly string[]): CommandLine {
  const options = { ...CONNECTION, overwrite: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArguments(options, args);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError(`Name one file: ${command} FILE`);
  }
  return { command, ...connectionOf(values), file, overwrite: values.overwrite };
}

function connectionOf({ endpoint, table, json }: { endpoint?: string; table?: string; json: boolean }): Connection {
  return { endpoint, table, json };
}
