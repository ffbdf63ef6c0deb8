import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../tools/kit/projectRoot";
import { runProgram } from "./support/runProgram";

const MAIN = join(projectRoot(), "dist/tools/bench/emulator/main.js");
const positive = z.number().positive();

async function bench(...options: string[]): Promise<string> {
  return runProgram(process.execPath, { args: [MAIN, "--brief", ...options] });
}

test("prints its tables", async () => {
  const lines = (await bench()).split("\n").map((line) => line.split(/ {2,}/));
  const names = lines.map(([name]) => name);
  expect(lines).toContainEqual(["connections", "requests", "per second", "p50 ms", "p99 ms"]);
  expect(lines).toContainEqual(["part", "µs", "share"]);
  expect(names).toEqual(expect.arrayContaining(["content hash", "HMAC", "RS256 signature", "TLS, HTTP and rest"]));
});

test("--json: the same in one line", async () => {
  const load = z.object({ connections: positive, perSecond: positive, p50Ms: positive, p99Ms: positive });
  const cost = z.object({ part: z.string(), microseconds: z.number(), share: z.number() });
  const result = z.object({ loads: z.array(load).length(2), costs: z.array(cost), floorPerSecond: positive });
  const { costs } = result.parse(JSON.parse(await bench("--json")));
  expect(costs.at(-1)).toMatchObject({ part: "whole", share: 1 });
  const sum = costs.slice(0, -1).reduce((total, { share }) => total + share, 0);
  expect(sum).toBeCloseTo(1);
});
