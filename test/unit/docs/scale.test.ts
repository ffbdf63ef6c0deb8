import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { CALL_LIMITS } from "../../../shared/upstream/CallLimit";
import { INSTANCE_SHARE, LIMITS, SECRET_AGE_SECONDS, TABLE_PARTITIONS } from "../../../tools/bench/capacity/limits";
import { projectRoot } from "../../../tools/projectRoot";

const MINUTE = 60_000;
const text = readFileSync(join(projectRoot(), "docs", "scale.md"), "utf8");

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "scale-"));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

test("its tables are what the tool prints: npm run bench:capacity -- --docs docs/scale.md", () => {
  const file = join(directory, "scale.md");
  const emptied = text.replace(/(<!-- capacity:begin \S+ -->)[^]*?(<!-- capacity:end)/g, "$1\n$2");
  expect(emptied).not.toBe(text);
  writeFileSync(file, emptied);
  // A process of its own: a million users take too long in the sandbox of the tests.
  execFileSync(process.execPath, [join(projectRoot(), "dist/tools/bench/capacity/main.js"), "--docs", file]);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test.each([
  `issues ${inWords(LIMITS.acsIssue)} tokens`,
  `creates ${inWords(LIMITS.acsCreate)} identities`,
  `deletes ${inWords(LIMITS.acsDelete)} identities`,
  `grants: ${inWords(LIMITS.acsIssue * INSTANCE_SHARE)} tokens in 30 seconds`,
  `at most ${inWords(LIMITS.flexInstances)} instances as it is created`,
  `that is ${inWords(LIMITS.flexQuotaInstances)} instances of 2,048 MB`,
  `gets ${inWords(LIMITS.flexConcurrency)} HTTP requests at once`,
  `${inWords(LIMITS.storageAccount)} operations a second for an account, ${inWords(LIMITS.tablePartition)} for a partition`,
  `over ${inWords(TABLE_PARTITIONS)} partitions`,
  `${inWords(LIMITS.vaultReads)} reads in 10 seconds`,
  `then every ${inWords(SECRET_AGE_SECONDS)} seconds`,
  `at most ${inWords(CALL_LIMITS.maxCalls)} calls to ACS at once, and lets ${inWords(CALL_LIMITS.maxWaiting)} more wait`,
])("it says what the model and the service count with: %s", (words) => {
  expect(text.replace(/\s+/g, " ")).toContain(words);
});

function inWords(figure: number): string {
  return figure.toLocaleString("en-US");
}

describe("its example in a web app", () => {
  const credentialModule = z.object({
    credential: z.custom<{ getToken(): Promise<{ token: string }>; dispose(): void }>(),
  });

  /** When the app asked, in minutes since the start. */
  let fetchedAt: number[];
  let replies: (() => Response)[];
  let credential: z.infer<typeof credentialModule>["credential"];

  /** A token of an hour, to be renewed after 45 minutes. */
  function issued(): Response {
    const expiresAt = Date.now() + 60 * MINUTE;
    const token = ["{}", JSON.stringify({ exp: expiresAt / 1000 }), ""].map((part) => btoa(part)).join(".");
    const at = (time: number) => new Date(time).toISOString();
    return Response.json({ token, expiresOn: at(expiresAt), refreshOn: at(expiresAt - 15 * MINUTE) });
  }

  beforeEach(async () => {
    jest.useFakeTimers({ now: 0 });
    fetchedAt = [];
    replies = [];
    jest.spyOn(globalThis, "fetch").mockImplementation(() => {
      fetchedAt.push(Date.now() / MINUTE);
      return Promise.resolve((replies.shift() ?? issued)());
    });
    ({ credential } = credentialModule.parse(await loadExample()));
    await jest.advanceTimersByTimeAsync(0);
  });

  afterEach(() => {
    credential.dispose();
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  async function loadExample(): Promise<unknown> {
    const [, code = ""] = /```ts\n([^]*?)```/.exec(text) ?? [];
    const identity = dirname(require.resolve("@azure/communication-identity"));
    const common = require.resolve("@azure/communication-common", { paths: [identity] });
    const file = join(directory, "example.ts");
    writeFileSync(file, code.replace('"@azure/communication-common"', JSON.stringify(common)));
    jest.resetModules();
    return await import(file);
  }

  test("it asks at refreshOn, and the SDK takes that token 10 minutes before its own ends, without a call", async () => {
    const { token: first } = await credential.getToken();
    await jest.advanceTimersByTimeAsync(49 * MINUTE);
    expect(fetchedAt).toEqual([0, 45]);
    expect((await credential.getToken()).token).toBe(first);

    await jest.advanceTimersByTimeAsync(2 * MINUTE);
    expect((await credential.getToken()).token).not.toBe(first);
    expect(fetchedAt).toEqual([0, 45]);
  });

  test("refused, it comes again as Retry-After says and up to half a minute later", async () => {
    const headers = { "Retry-After": "60", "x-ms-error-code": "TooManyRequests" };
    replies.push(() => new Response("{}", { status: 429, headers }));
    await jest.advanceTimersByTimeAsync(48 * MINUTE);
    const [, refused, again = 0, ...more] = fetchedAt;
    expect([refused, more]).toEqual([45, []]);
    expect(again).toBeGreaterThanOrEqual(46);
    expect(again).toBeLessThanOrEqual(46.5);
  });
});
