import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { askBicep } from "./askBicep";
import { INFRA } from "./bicep";

export const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
export const TENANT = "22222222-2222-4222-8222-222222222222";
/** In another subscription than the rest. */
export const ACS_ID =
  "/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/calls/providers/Microsoft.Communication/communicationServices/contoso";
export const STATIC_WEB_APP_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/page/providers/Microsoft.Web/staticSites/page`;

export type Parameters = Readonly<Record<string, unknown>>;

const resource = z.object({
  id: z.string(),
  type: z.string(),
  location: z.string().optional(),
  name: z.string(),
  tags: z.record(z.string(), z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  sku: z.object({ name: z.string() }).optional(),
});

const snapshot = z.object({
  predictedResources: z.array(resource),
  diagnostics: z.array(z.unknown()),
  outputs: z.record(z.string(), z.unknown()),
});

export type Resource = z.infer<typeof resource>;

/** What a deployment would make. Values known only in Azure are expressions in brackets; `resolved` reads them. */
export interface Deployment {
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  ofType(type: string): Resource[];
  /** @throws Error unless there is exactly one */
  the(type: string): Resource;
}

/** In this test file. */
const known = new Map<string, Promise<Deployment>>();

/**
 * What main.bicep would deploy with these parameters over the least that it asks for: the compiler evaluates the template
 * by the engine of Azure Resource Manager, with all modules.
 */
export async function deploymentWith(parameters: Parameters = {}): Promise<Deployment> {
  const key = JSON.stringify(parameters);
  const deployment = known.get(key) ?? predict(parameters);
  known.set(key, deployment);
  return await deployment;
}

async function predict(parameters: Parameters): Promise<Deployment> {
  const given = { environmentName: "test", location: "westeurope", acsResourceId: ACS_ID, ...parameters };
  const { predictedResources, diagnostics, outputs } = snapshot.parse(await snapshotOf(given));
  expect(diagnostics).toEqual([]);
  const ofType = (type: string) => predictedResources.filter((candidate) => candidate.type === type);
  return {
    resources: predictedResources,
    outputs,
    ofType,
    the: (type) => {
      const [found, ...others] = ofType(type);
      if (!found || others.length > 0) {
        throw new Error(`There are ${ofType(type).length} of ${type}.`);
      }
      return found;
    },
  };
}

const prediction = z.object({ snapshot: z.string() });

/** The compiler takes a file of parameters that lies beside the template or below the same root. */
async function snapshotOf(parameters: Parameters): Promise<unknown> {
  const directory = mkdtempSync(join(projectRoot(), "dist", "snapshot-"));
  try {
    const path = join(directory, "test.bicepparam");
    const lines = Object.entries(parameters).map(([name, value]) => `param ${name} = json(${literal(value)})`);
    writeFileSync(path, [`using '${relative(directory, join(INFRA, "main.bicep"))}'`, ...lines, ""].join("\n"));
    const metadata = {
      deploymentName: "test",
      subscriptionId: SUBSCRIPTION,
      tenantId: TENANT,
      location: "westeurope",
    };
    const { snapshot: text } = prediction.parse(await askBicep("bicep/getSnapshot", { path, metadata }));
    return JSON.parse(text);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function literal(value: unknown): string {
  return `'${JSON.stringify(value).replace(/[\\']/g, "\\$&").replaceAll("${", "\\${")}'`;
}
