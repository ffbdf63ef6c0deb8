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

/** What the compiler has to say of a file. */
const diagnostic = z.object({ source: z.string(), level: z.string(), code: z.string(), message: z.string() });

const compilation = z.object({ diagnostics: z.array(diagnostic), contents: z.string().nullish() });

type Compilation = z.infer<typeof compilation>;

let compiled: Promise<Compilation> | undefined;

async function compile(): Promise<Compilation> {
  compiled ??= askBicep("bicep/compile", { path: join(INFRA, "main.bicep") }).then((answer) =>
    compilation.parse(answer),
  );
  return await compiled;
}

/** main.bicep as Azure Resource Manager gets it. */
export async function compiledTemplate(): Promise<Template> {
  return template.parse(JSON.parse((await compile()).contents ?? ""));
}

/** Errors and warnings, those of the linter, too, with all modules. */
export async function diagnosticsOfTemplate(): Promise<Compilation["diagnostics"]> {
  return (await compile()).diagnostics;
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
