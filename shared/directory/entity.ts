import * as z from "zod/mini";
import { ownerOf } from "../acs/idForms";
import { ApiError } from "../errors";
import { type FormerIdentity, type IdentityRow, REPLACEMENT_REASONS, type StoredRow } from "./IdentityTable";

/** A row as its columns in Table Storage, beside its keys: `history` is JSON there. */
export function entityOf<T extends Pick<IdentityRow, "history">>({ history = [], ...columns }: T) {
  return { ...columns, ...(history.length > 0 && { history: JSON.stringify(history) }) };
}

/**
 * The row that stands in these columns; older instances write neither `deleting` nor `history`.
 * @throws ZodError
 */
function rowOf(columns: unknown): StoredRow {
  const { deleting, history, ...row } = entity.parse(columns);
  return { ...row, ...(deleting && { deleting }), ...(history && { history }) };
}

/** The value that a text of JSON has. */
export const jsonText = z.pipe(
  z.string(),
  z.transform((text, context) => {
    try {
      const json: unknown = JSON.parse(text);
      return json;
    } catch {
      context.issues.push({ code: "custom", input: text, message: "not JSON" });
      return z.NEVER;
    }
  }),
);

export const formerIdentity = z.object({
  identityId: z.string().check(z.minLength(1)),
  replacedAt: z.string(),
  reason: z.enum(REPLACEMENT_REASONS),
}) satisfies z.ZodMiniType<FormerIdentity>;

const entity = z.object({
  // A user whose row has the id of a Teams or an Entra user would get another identity: ACS says that there is none.
  identityId: z.string().check(
    z.minLength(1),
    z.refine((id) => ownerOf(id) === undefined, {
      error: ({ input }) => `is the id of ${String(ownerOf(String(input))?.whose)}`,
    }),
  ),
  resource: z.string(),
  createdAt: z.string(),
  etag: z.string().check(z.minLength(1)),
  deleting: z.optional(z.boolean()),
  history: z.optional(z.pipe(jsonText, z.array(formerIdentity))),
});

/** @throws ApiError when somebody else has written into the table. The log names the row, by the hash of the user's ids. */
export function checkedRow(value: unknown, rowKey: string): StoredRow {
  try {
    return rowOf(value);
  } catch (error) {
    const cause = new Error(
      `The row with RowKey ${rowKey} is damaged; look at it with: npm run directory -- show --row-key ${rowKey}`,
      { cause: error },
    );
    const message = "Your record in this service is damaged; report the request id to its operator.";
    throw new ApiError("InternalError", message, { cause });
  }
}
