import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import openapi from "../../openapi.json";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { runTool } from "./runTool";

const folder = temporaryDirectory();

function written(document: object): string {
  const file = join(folder, "openapi.json");
  writeFileSync(file, JSON.stringify(document));
  return file;
}

/** Of any severity, hints included. */
async function spectral(document: object): Promise<string[]> {
  const program = "node_modules/@stoplight/spectral-cli/dist/index.js";
  const { stdout } = await runTool(program, [
    ...["lint", written(document), "--ruleset", "spectral.yaml", "--format", "json", "--quiet"],
  ]);
  const findings = z.array(z.object({ code: z.string(), path: z.array(z.union([z.string(), z.number()])) }));
  return findings.parse(JSON.parse(stdout)).map(({ code, path }) => `${code}: ${path.join(".")}`);
}

async function redocly(document: object): Promise<string[]> {
  const program = "node_modules/@redocly/cli/bin/cli.js";
  const { stdout } = await runTool(program, [
    ...["lint", written(document), "--extends", "recommended-strict", "--format", "json"],
  ]);
  const findings = z.object({ problems: z.array(z.object({ ruleId: z.string(), message: z.string() })) });
  return findings.parse(JSON.parse(stdout)).problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

/** As the document would be if an operation said less. */
function withOpenApiOperation(operation: object) {
  return { ...openapi, paths: { ...openapi.paths, "/openapi.json": { get: operation } } };
}

const { get } = openapi.paths["/openapi.json"];

test("Spectral's ruleset for OpenAPI finds nothing, and would find an operation without tags", async () => {
  expect(await spectral(openapi)).toEqual([]);
  expect(await spectral(withOpenApiOperation({ ...get, tags: undefined }))).toEqual([
    "operation-tags: paths./openapi.json.get",
  ]);
});

test("Redocly's recommended-strict finds nothing, and would find an operation without a 4XX", async () => {
  expect(await redocly(openapi)).toEqual([]);
  expect(await redocly(withOpenApiOperation({ ...get, responses: { ...get.responses, 401: undefined } }))).toEqual([
    expect.stringMatching(/^operation-4xx-response: /),
  ]);
});
