import * as z from "zod";
import { IDENTITY_ID, ownerOf } from "../../shared/acs/idForms";
import { entityOf, formerIdentity, jsonText } from "../../shared/directory/entity";
import { MAX_HISTORY } from "../../shared/directory/IdentityTable";
import { DirectoryError } from "./DirectoryError";

const identityId = z.string().regex(IDENTITY_ID, {
  error: ({ input }) => {
    const whose = typeof input === "string" ? ownerOf(input)?.whose : undefined;
    return `is not the id of an ACS identity${whose === undefined ? "" : `, but that of ${whose}`}`;
  },
});

const replaced = z.strictObject({ ...formerIdentity.shape, identityId, replacedAt: z.iso.datetime() });

/**
 * One user's row, as it stands in a line of a file. Nothing else may be in it: a column that this version does not know
 * would be lost on the way to a file and back.
 */
const row = z
  .strictObject({
    PartitionKey: z.string(),
    RowKey: z.string().regex(/^[0-9a-f]{64}$/, "is not a SHA-256 in lower-case hex"),
    identityId,
    resource: z.string(),
    createdAt: z.iso.datetime(),
    deleting: z.boolean().optional(),
    history: z.array(replaced).max(MAX_HISTORY).default([]),
  })
  .refine(({ PartitionKey, RowKey }) => RowKey.startsWith(PartitionKey) && PartitionKey.length === 2, {
    path: ["PartitionKey"],
    error: "is not the first two digits of RowKey",
  });

export type Row = z.infer<typeof row>;
export type Replaced = z.infer<typeof replaced>;

/** An entity as the table's client gives it: with the names of its own, and the history as a JSON text. */
const entity = z
  .looseObject({ partitionKey: z.string(), rowKey: z.string(), history: z.optional(jsonText) })
  .transform(({ partitionKey: PartitionKey, rowKey: RowKey, ...columns }) => ({ PartitionKey, RowKey, ...columns }))
  .pipe(row);

/** What the table's client adds to the columns. */
const NOT_COLUMNS = ["etag", "timestamp", "odata.metadata", "odata.etag"];

/** What could not be read, and why, in one line. */
export class MalformedRowError extends Error {
  override readonly name = "MalformedRowError";
}

/** A row's history has no room for what has to be kept. */
export class FullHistoryError extends DirectoryError {
  override readonly name = "FullHistoryError";
}

/** An error when it is not as this service writes it. */
export function rowOfEntity(value: Readonly<Record<string, unknown>>): Row | MalformedRowError {
  return parsed(entity, Object.fromEntries(Object.entries(value).filter(([name]) => !NOT_COLUMNS.includes(name))));
}

/** An error when `lineOfRow` writes no such line. */
export function rowOfLine(line: string): Row | MalformedRowError {
  return parsed(z.pipe(jsonText, row), line);
}

/** A line that `rowOfLine` reads. */
export function lineOfRow({ history, ...rest }: Row): string {
  return JSON.stringify({ ...rest, ...(history.length > 0 && { history }) });
}

/** The columns as the table's client takes them. */
export function entityOfRow({ PartitionKey: partitionKey, RowKey: rowKey, ...rest }: Row) {
  return { partitionKey, rowKey, ...entityOf(rest) };
}

/** Whether all that `row` says is in `stored`, which may remember more. */
export function says(stored: Row, row: Row): boolean {
  return (
    stored.identityId === row.identityId &&
    stored.createdAt === row.createdAt &&
    (stored.deleting ?? false) === (row.deleting ?? false) &&
    row.history.every((past) => stored.history.some((known) => isSame(known, past)))
  );
}

/**
 * `row` with `identityId` in it, and what was there in its history. `now`: milliseconds since the epoch.
 * @throws FullHistoryError
 */
export function withIdentity(row: Row, identityId: string, now: number): Row {
  const at = new Date(now).toISOString();
  const isSameResource = resourceIdOf(identityId) === resourceIdOf(row.identityId);
  return {
    ...row,
    identityId,
    // The host is not known: only the resource's own id stands in an identity's.
    resource: isSameResource ? row.resource : "",
    createdAt: at,
    history: bounded([...row.history, { identityId: row.identityId, replacedAt: at, reason: "restored" }], row),
  };
}

/**
 * `row` in place of `stored`, and whatever `stored` knows in its history. `now`: milliseconds since the epoch.
 * @throws FullHistoryError
 */
export function inPlaceOf(stored: Row, row: Row, now: number): Row {
  const more = stored.history.filter((known) => !row.history.some((past) => isSame(known, past)));
  const present: Replaced[] =
    stored.identityId === row.identityId
      ? []
      : [{ identityId: stored.identityId, replacedAt: new Date(now).toISOString(), reason: "restored" }];
  return { ...row, history: bounded([...row.history, ...more, ...present], row) };
}

/** The resource that an identity is of: `8:acs:{resource}_{identity}`. */
function resourceIdOf(id: string): string {
  return id.split("_")[0] ?? "";
}

/** Nothing that somebody may want back is dropped in silence. */
function bounded(history: readonly Replaced[], { RowKey }: Row): Replaced[] {
  if (history.length > MAX_HISTORY) {
    throw new FullHistoryError(
      `The row ${RowKey} was left: its history would hold ${history.length} identities, and ${MAX_HISTORY} is the most. Export it, and remove from its line what is not needed.`,
    );
  }
  return [...history];
}

function isSame(one: Replaced, other: Replaced): boolean {
  return one.identityId === other.identityId && one.replacedAt === other.replacedAt && one.reason === other.reason;
}

function parsed(schema: z.ZodType<Row>, value: unknown): Row | MalformedRowError {
  const { data, error } = schema.safeParse(value);
  if (data) {
    return data;
  }
  const problems = error.issues.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": "));
  return new MalformedRowError(problems.join("; "));
}
