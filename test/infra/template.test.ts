import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { pageOf } from "../unit/docs/pages";
import { askBicep } from "./support/askBicep";
import { describeWithBicep, INFRA } from "./support/bicep";
import { compiledTemplate, diagnosticsOfTemplate } from "./support/compiledTemplate";
// Here and not in files of their own, for jest: each would start a compiler, which takes longer than all that they ask it.
import "./access";
import "./alerts";
import "./settings";
import "./signIn";

const FILES = readdirSync(INFRA).filter((name) => name.endsWith(".bicep"));

/** azd sets these itself. */
const OF_AZD: Readonly<Record<string, string>> = { environmentName: "AZURE_ENV_NAME", location: "AZURE_LOCATION" };

const formatted = z.object({ contents: z.string() });

const parameterFile = z.object({ parameters: z.record(z.string(), z.object({ value: z.string() })) });

describeWithBicep("the template", () => {
  test("compiles without a warning, with all of its modules", async () => {
    expect(await diagnosticsOfTemplate()).toEqual([]);
  });

  test.each(FILES)("has %s formatted as its compiler does it", async (name) => {
    const { contents } = formatted.parse(await askBicep("bicep/format", { path: join(INFRA, name) }));

    expect(textOf(INFRA, name)).toBe(contents);
  });

  test("asks for nothing but a name, a region and the ACS resource, and says what each parameter is for", async () => {
    const { parameters } = await compiledTemplate();
    const asked = Object.entries(parameters).filter(([, { defaultValue }]) => defaultValue === undefined);

    expect(asked.map(([name]) => name)).toEqual(["environmentName", "location", "acsResourceId"]);
    for (const { metadata } of Object.values(parameters)) {
      expect(metadata?.description).toMatch(/^.{10,}\.$/);
    }
  });

  test("has azd ask for a region, by the metadata of the location", async () => {
    const { parameters } = await compiledTemplate();

    expect(parameters["location"]?.metadata?.azd).toEqual({ type: "location" });
  });

  test("takes each parameter from the variable of azd that has its name", async () => {
    const { parameters } = parameterFile.parse(JSON.parse(textOf(INFRA, "main.parameters.json")));
    const names = Object.keys((await compiledTemplate()).parameters);
    const variableOf = (name: string) => OF_AZD[name] ?? name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();

    expect(parameters).toEqual(Object.fromEntries(names.map((name) => [name, { value: `\${${variableOf(name)}}` }])));
  });

  test("has each of its parameters, with its default, in the table of docs/deploy.md", async () => {
    const [, byAzd = ""] = /^## By azd$([^]*?)^## /m.exec(pageOf("docs/deploy.md").text) ?? [];
    const rows = [...byAzd.matchAll(/^\| `([a-z]\w+)` +\| (\S+) /gm)];
    const documented = Object.fromEntries(rows.map(([, name = "", value = ""]) => [name, value]));
    const { parameters } = await compiledTemplate();
    const others = Object.entries(parameters).filter(([name]) => !(name in OF_AZD));
    const defaults = others.map(([name, { defaultValue }]) => [name, described(defaultValue)]);

    expect(documented).toEqual(Object.fromEntries(defaults));
  });
});

function textOf(directory: string, name: string): string {
  return readFileSync(join(directory, name), "utf8");
}

/** A default as the page has it. */
function described(value: unknown): string {
  if (value === undefined) {
    return "required";
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return ["{}", ""].includes(text) ? "none" : `\`${text}\``;
}
