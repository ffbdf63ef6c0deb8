import { readFile } from "node:fs/promises";
import * as z from "zod";
import { jsonIn } from "../../shared/jsonIn";
import { blankIdentity } from "./acs/identities";
import { identityPrefix, isIdentityOf } from "./acs/identityId";
import { faultSchema } from "./faults";
import { SECRET_NAME } from "./keyVault/secretRoutes";
import type { Secrets } from "./keyVault/Secrets";
import { serviceNames } from "./Service";
import type { Tables } from "./store/Store";

/** The form of a seed of the resource with this id. */
const seedSchema = (resourceId: string) =>
  z.strictObject({
    identities: z
      .array(
        z.strictObject({
          id: z
            .string()
            .refine(
              (id) => isIdentityOf(resourceId, id),
              `It must be ${identityPrefix(resourceId)} and a GUID in lower case.`,
            ),
        }),
      )
      .optional(),
    /** Values by name. */
    secrets: z
      .record(z.string(), z.string())
      .superRefine((secrets, context) => {
        for (const name of Object.keys(secrets).filter((each) => !SECRET_NAME.test(each))) {
          context.addIssue({ code: "custom", path: [name], message: "A name has letters, digits and hyphens." });
        }
      })
      .optional(),
    faults: z.partialRecord(z.enum(serviceNames), faultSchema).optional(),
  });

/** Fixtures: what an emulator has when it starts, and again after a reset. */
export type Seed = z.infer<ReturnType<typeof seedSchema>>;

/** A seed in a file of JSON. @throws Error whose message says in one line what is wrong with it, and where */
export async function readSeed(file: string, resourceId: string): Promise<Seed> {
  const value = jsonIn(await readFile(file, "utf8"));
  if (value === undefined) {
    throw new Error(`${file} is not valid JSON.`);
  }
  const { data, error } = seedSchema(resourceId).safeParse(value);
  if (!data) {
    const faults = error.issues.map(({ path, message }) =>
      [z.core.toDotPath(path), message].filter(Boolean).join(": "),
    );
    throw new Error(`${file}: ${faults.join("; ")}`);
  }
  return data;
}

/** Makes what the seed has and the tables have not; whatever was changed or deleted since stays so. */
export function plantSeed(tables: Tables, secrets: Secrets, seed: Seed): void {
  for (const { id } of seed.identities ?? []) {
    if (!tables.identities.get(id)) {
      tables.identities.set(id, blankIdentity(id));
    }
  }
  for (const [name, value] of Object.entries(seed.secrets ?? {})) {
    secrets.setIfAbsent(tables, name, value);
  }
}
