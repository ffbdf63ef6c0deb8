import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import openapi from "../../openapi.json";
import { projectRoot } from "../../tools/kit/projectRoot";
import { NpmScript } from "../support/NpmScript";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { until } from "../support/until";

const HTTPYAC = join(projectRoot(), "test/openapi-tools/node_modules/httpyac/bin/httpyac.js");
const LOOPBACK_ONLY = join(projectRoot(), "test/support/loopback-only.cjs");
const TEXT = readFileSync(join(projectRoot(), "requests.http"), "utf8");
const API = "http://localhost:7071/api";

const sent = z.object({
  requests: z.array(
    z.object({
      title: z.string(),
      response: z.object({ statusCode: z.int(), request: z.object({ method: z.string(), url: z.url() }) }),
      testResults: z.array(z.object({ message: z.string(), status: z.string() })),
    }),
  ),
});

/** What openapi.json describes, such as `DELETE /me`, by the names of the operations. */
const OPERATIONS = new Map(
  Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => [operationId, `${method.toUpperCase()} ${path}`]),
  ),
);

let npm: NpmScript;
const directory = temporaryDirectory();

/** The settings in the file's own line that starts the API. */
function settings(): Record<string, string> {
  const [, line = ""] = /^# ([A-Z_]+=.*) npm start$/m.exec(TEXT) ?? [];
  const pairs = line.split(" ").map((setting) => setting.split("="));
  return Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, value]));
}

beforeAll(() => {
  npm = new NpmScript("start", ["--port", "0"], { environment: settings() });
});

afterAll(async () => {
  npm.kill("SIGTERM");
  await until(() => npm.processes().length === 0);
});

/** Sends all of a file's requests to the API that runs, wherever it listens. */
async function send(text: string) {
  const [api = ""] = /http:\S+\/api/.exec(await npm.says("curl -X")) ?? [];
  writeFileSync(join(directory, "requests.http"), text.replace(API, api));
  const options = {
    cwd: directory,
    env: { ...process.env, NODE_OPTIONS: `--require ${JSON.stringify(LOOPBACK_ONLY)}` },
  };
  const args = [HTTPYAC, "send", "requests.http", "--all", "--json"];
  const stdout = await new Promise<string>((resolve) => {
    // It ends with a failure where a request got another status; what it prints says which.
    execFile(process.execPath, args, options, (_, output) => {
      resolve(output);
    });
  });
  return sent.parse(JSON.parse(stdout)).requests;
}

test("each request of requests.http gets the status that it asks for, and they are all that openapi.json describes", async () => {
  expect(TEXT.split(API)).toHaveLength(2);
  const requests = await send(TEXT);

  for (const { title, response, testResults } of requests) {
    expect([title, testResults]).toEqual([title, [{ message: `status == ${response.statusCode}`, status: "SUCCESS" }]]);
    const { method, url } = response.request;
    const [operation = ""] = title.split(" ");
    const pattern = (OPERATIONS.get(operation) ?? "none").replace(/\{\w+\}/g, "[^/]+");
    expect(`${method} ${new URL(url).pathname.replace(/^\/api/, "")}`).toMatch(new RegExp(`^${pattern}$`));
  }
  expect(new Set(requests.map(({ title }) => title.split(" ")[0]))).toEqual(new Set(OPERATIONS.keys()));
});

test("a request that gets another status is found", async () => {
  const [request] = await send(`### OpenApi\nGET ${API}/openapi.json\n\n?? status == 201\n`);

  expect(request?.testResults).toMatchObject([{ status: "FAILED" }]);
});
