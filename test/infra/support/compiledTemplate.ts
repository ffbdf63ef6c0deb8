import { join } from "node:path";
import * as z from "zod";
import { askBicep } from "./askBicep";
import { INFRA } from "./bicep";

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

const compilation = z.object({ contents: z.string() });

let compiled: Promise<Template> | undefined;

/** main.bicep as Azure Resource Manager gets it. */
export async function compiledTemplate(): Promise<Template> {
  compiled ??= askBicep("bicep/compile", { path: join(INFRA, "main.bicep") }).then((answer) =>
    template.parse(JSON.parse(compilation.parse(answer).contents)),
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
