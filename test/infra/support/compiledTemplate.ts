import { join } from "node:path";
import * as z from "zod";
import { bicep, INFRA } from "./bicep";

const parameter = z.object({
  type: z.string().optional(),
  defaultValue: z.unknown().optional(),
  metadata: z.object({ description: z.string().optional(), azd: z.unknown().optional() }).optional(),
});

const template = z.object({
  parameters: z.record(z.string(), parameter).default({}),
  resources: z.record(z.string(), z.record(z.string(), z.unknown())),
  outputs: z.record(z.string(), z.object({ value: z.unknown().optional() })).default({}),
});

export type Template = z.infer<typeof template>;

let compiled: Promise<Template> | undefined;

/** main.bicep as Azure Resource Manager gets it. */
export async function compiledTemplate(): Promise<Template> {
  compiled ??= bicep("build", join(INFRA, "main.bicep"), "--stdout").then(({ stdout }) =>
    template.parse(JSON.parse(stdout)),
  );
  return await compiled;
}

const nested = z.object({ properties: z.object({ template }) });

/** A template and those of its modules. */
export function withModules(whole: Template): Template[] {
  const modules = Object.values(whole.resources).flatMap((resource) => {
    const { data } = nested.safeParse(resource);
    return data ? withModules(data.properties.template) : [];
  });
  return [whole, ...modules];
}
