import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";

const step = z.strictObject({
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
});

const workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.boolean() }),
  jobs: z.record(
    z.string(),
    z.strictObject({
      if: z.string().optional(),
      needs: z.string().optional(),
      "runs-on": z.string(),
      container: z.string().optional(),
      "timeout-minutes": z.int(),
      environment: z.string().optional(),
      permissions: z.record(z.string(), z.string()),
      steps: z.array(step),
    }),
  ),
});

export type Step = z.infer<typeof step>;

const DIRECTORY = join(projectRoot(), ".github/workflows");

/** The workflows of GitHub by their files' names. */
export const WORKFLOWS = readdirSync(DIRECTORY).map((file) => {
  const text = readFileSync(join(DIRECTORY, file), "utf8");
  return { file, text, ...workflow.parse(parse(text)) };
});

/** The steps of one job. */
export function stepsOf(file: string, job: string): readonly Step[] {
  const steps = WORKFLOWS.find((each) => each.file === file)?.jobs[job]?.steps;
  if (!steps) {
    throw new Error(`${file} has no job ${job}.`);
  }
  return steps;
}
