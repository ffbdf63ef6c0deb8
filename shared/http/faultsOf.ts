import * as z from "zod";
import type { Fault } from "../errors";

const LONGEST_NAME = 40;

/** A schema's complaints as faults of the request, each named by its place in the body. */
export function faultsOf(error: z.ZodError, schema: z.ZodType): Fault[] {
  const faults = error.issues.flatMap((issue): Fault[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownField(key, schema))
      : [{ code: "InvalidValue", target: targetOf(issue.path), message: issue.message }],
  );
  // One value can break several rules that are told in the same words.
  return [...new Map(faults.map((fault) => [`${fault.target}\n${fault.message}`, fault])).values()];
}

function unknownField(name: string, schema: z.ZodType): Fault {
  const fields = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  return {
    code: "UnknownField",
    target: shown,
    message: `There is no field ${JSON.stringify(shown)}; the ${fields.length === 1 ? "only field is" : "fields are"} ${fields.join(" and ")}.`,
  };
}

/** `["scopes", 1]` becomes `scopes[1]`; the body itself, `body`. */
function targetOf(path: readonly PropertyKey[]): string {
  const target = path.reduce<string>(
    (place, step) => (typeof step === "number" ? `${place}[${step}]` : `${place}.${String(step)}`),
    "",
  );
  return target === "" ? "body" : target.replace(/^\./, "");
}
