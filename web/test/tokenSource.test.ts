import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium } from "./support/launchChromium";
import { type Answer, failure, StubbedPage, tokenAnswer, tokenFor } from "./support/StubbedPage";
import type {} from "./support/tokenSourceApp/main";

const TOKEN = "GET /api/me/token";
const DAY_S = 86_400;
const WEB = join(import.meta.dirname, "..");
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript" };

let directory: string;
let browser: Browser;
let stub: StubbedPage;

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: directory, encoding: "utf8" });
}

/** An empty app with the SDK, in which the packed package is installed. */
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "token-source-"));
  const packed = run("npm", "pack", "--silent", join(WEB, "../clients/web")).trim().split("\n").at(-1) ?? "";
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  run("npm", "install", "--offline", "--no-audit", "--no-fund", packed);
  symlinkSync(join(WEB, "node_modules/@azure"), join(directory, "node_modules/@azure"));
  cpSync(join(import.meta.dirname, "support/tokenSourceApp"), directory, { recursive: true });
  await build({ root: directory, base: "/app/", logLevel: "warn" });
  browser = await launchChromium();
});

beforeEach(async () => {
  stub = await StubbedPage.open(browser);
  const built = join(directory, "dist");
  for (const name of readdirSync(built, { recursive: true, encoding: "utf8" }).filter((path) => extname(path))) {
    const headers = { "Content-Type": TYPES[extname(name)] ?? "text/plain" };
    stub.answers[`GET /app/${name}`] = { status: 200, body: readFileSync(join(built, name), "utf8"), headers };
  }
  await stub.page.goto("/app/index.html");
  // From here on time passes as the test says.
  await stub.page.clock.pauseAt(Date.now() + 60_000);
});

afterEach(async () => {
  await stub.close();
});

afterAll(async () => {
  await browser.close();
  rmSync(directory, { recursive: true });
});

/** Answers one after the other, the last one for good. */
function answers(...all: Answer[]): void {
  const left = [...all];
  stub.answers[TOKEN] = () => (left.length > 1 ? left.shift() : left[0]) ?? "never";
}

/** What so many credentials get that ask at once, each answer once. */
async function ask(credentials: number): Promise<string[]> {
  return [...new Set(await stub.page.evaluate((count) => app.ask(count), credentials))];
}

const requests = () => stub.asked.filter((asked) => asked === TOKEN).length;

/** What the source told the app, once it is this much. */
async function told(count: number): Promise<string[]> {
  await expect.poll(() => stub.page.evaluate(() => app.told.length)).toBe(count);
  return await stub.page.evaluate(() => app.told);
}

async function passSeconds(seconds: number): Promise<void> {
  await stub.page.clock.fastForward(seconds * 1000);
}

test("50 callers at once make one request", async () => {
  const token = tokenFor(DAY_S);
  answers(tokenAnswer(token), failure(500, "InternalError"));
  expect(await ask(50)).toEqual([token]);
  expect(requests()).toBe(1);
});

test("a 429 with a Retry-After of 2 seconds is waited for", async () => {
  const token = tokenFor(DAY_S);
  answers(failure(429, "TooManyRequests", { "Retry-After": "2" }), tokenAnswer(token));
  const asked = ask(50);
  await told(1);
  await passSeconds(1.999);
  expect(requests()).toBe(1);
  await passSeconds(1.001);
  expect(await asked).toEqual([token]);
  expect(await told(2)).toEqual(["429 passing", "issued"]);
});

test("an expired session is told as such, and not tried again", async () => {
  answers(failure(401, "ExpiredCredential"));
  expect(await ask(50)).toEqual(["signedOut"]);
  expect(await told(2)).toEqual(["401 signedOut", "signed out"]);
  await passSeconds(600);
  expect(requests()).toBe(1);
});

test("a clock moved by 23 hours brings the next token without a click", async () => {
  const [first, second] = [tokenFor(DAY_S), tokenFor(2 * DAY_S)];
  // This service's refreshOn is random; 2 h before the end is one that it may choose.
  const refreshOn = new Date(Date.now() + (DAY_S - 7200) * 1000);
  const expiresOn = new Date(Date.now() + DAY_S * 1000);
  const body = JSON.stringify({ token: first, expiresOn, refreshOn });
  answers({ status: 200, body }, tokenAnswer(second));
  expect(await ask(1)).toEqual([first]);
  await passSeconds(23 * 3600);
  expect(await told(2)).toEqual(["issued", "issued"]);
  await passSeconds(3600);
  expect(await ask(1)).toEqual([second]);
  expect(requests()).toBe(2);
});

test("one 503 costs nobody a credential: all have the old token meanwhile, and the next one then", async () => {
  const [first, second] = [tokenFor(DAY_S), tokenFor(2 * DAY_S)];
  answers(tokenAnswer(first), failure(503, "UpstreamUnavailable"), tokenAnswer(second));
  await ask(50);
  await passSeconds(DAY_S - 20 * 60);
  expect(requests()).toBe(1);
  await passSeconds(9 * 60);
  expect(await told(2)).toEqual(["issued", "503 passing"]);
  expect(await ask(50)).toEqual([first]);
  await passSeconds(12 * 60);
  expect(await told(3)).toEqual(["issued", "503 passing", "issued"]);
  expect(await ask(50)).toEqual([second]);
  expect(requests()).toBe(3);
});

test("it works in a worker", async () => {
  const token = tokenFor(DAY_S);
  answers(tokenAnswer(token));
  expect(await stub.page.evaluate(() => app.askInWorker())).toBe(token);
});

test("its types serve a strict app without a bundler", () => {
  const use =
    'import { TokenSource } from "acs-token-source";\nexport const token: string = await new TokenSource().tokenRefresher();\n';
  writeFileSync(join(directory, "use.ts"), use);
  const tsc = join(WEB, "node_modules/typescript/bin/tsc");
  expect(
    run(process.execPath, tsc, "--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "use.ts"),
  ).toBe("");
});
