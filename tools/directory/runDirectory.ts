import type { TokenCredential } from "@azure/identity";
import type { Clock } from "../../shared/clock";
import { SettingsReader } from "../../shared/settings/SettingsReader";
import { DEFAULT_TABLE_NAME, TABLE_ENDPOINT, TABLE_NAME } from "../../shared/settings/userSettings";
import { UsageError } from "../kit/commandLine";
import { DirectoryError, type Output, type TableAddress } from "./DirectoryError";
import { DirectoryTable } from "./DirectoryTable";
import { exportRows } from "./exportRows";
import { importRows } from "./importRows";
import { type Connection, parseCommandLine, type Task, USAGE } from "./parseCommandLine";
import { restoreIdentity } from "./restoreIdentity";
import { resetRow, showRow } from "./userRow";

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Called when the table is needed. */
  readonly credential: () => TokenCredential;
  readonly clock: Clock;
  readonly output: Output;
}

const EXIT_DONE = 0;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs one command of the operator. Resolves with the exit code; rejects only for what nobody foresaw. */
export async function runDirectory(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { output } = surroundings;
  try {
    const asked = parseCommandLine(args);
    if (asked.command === "help") {
      output.log(USAGE.trimEnd());
      return EXIT_DONE;
    }
    return (await runTask(asked, surroundings)) ? EXIT_DONE : EXIT_FAILED;
  } catch (error) {
    if (error instanceof UsageError || error instanceof DirectoryError) {
      output.error(error.message);
      return error instanceof DirectoryError ? EXIT_FAILED : EXIT_USAGE;
    }
    throw error;
  }
}

/** True when all of it was done. */
async function runTask(task: Task & Connection, { environment, credential, clock, output }: Surroundings) {
  const table = new DirectoryTable(addressOf(task, environment), credential());
  switch (task.command) {
    case "show":
      return await showRow(table, task, output);
    case "restore":
      return await restoreIdentity(table, { ...task, clock }, output);
    case "reset":
      return await resetRow(table, task, output);
    case "export":
      return await exportRows(table, task, output);
    case "import":
      return await importRows(table, { ...task, clock }, output);
  }
}

/** By the rules of the service's own settings. @throws UsageError */
function addressOf({ endpoint, table }: Connection, environment: Surroundings["environment"]): TableAddress {
  const given = new SettingsReader({
    ...environment,
    ...(endpoint !== undefined && { IDENTITY_TABLE_ENDPOINT: endpoint }),
    ...(table !== undefined && { IDENTITY_TABLE_NAME: table }),
  });
  const address = given.required("IDENTITY_TABLE_ENDPOINT", TABLE_ENDPOINT);
  const tableName = given.optional("IDENTITY_TABLE_NAME", TABLE_NAME) ?? DEFAULT_TABLE_NAME;
  if (address === undefined || given.problems.length > 0) {
    throw new UsageError(`${given.problems.join("; ")}. Give --endpoint and --table, or set these variables`);
  }
  return { endpoint: address, tableName };
}
