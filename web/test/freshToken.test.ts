import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type {} from "./support/keepFreshToken";
import { launchChromium } from "./support/launchChromium";
import { type Answer, bundle, failure, json, StubbedPage, tokenAnswer, tokenFor } from "./support/StubbedPage";

const TOKENS = "GET /api/me/token";
const HOUR_S = 3600;

let browser: Browser;
let code: string;
let stub: StubbedPage;

beforeAll(async () => {
  [browser, code] = await Promise.all([launchChromium(), bundle("test/support/keepFreshToken.ts")]);
});

beforeEach(async () => {
  stub = await StubbedPage.open(browser);
  stub.answers["GET /sdk.html"] = {
    status: 200,
    body: '<!doctype html><script type="module" src="/module.js"></script>',
    headers: { "Content-Type": "text/html" },
  };
  stub.answers["GET /module.js"] = { status: 200, body: code, headers: { "Content-Type": "text/javascript" } };
});

afterEach(async () => {
  await stub.close();
});

afterAll(async () => {
  await browser.close();
});

async function start(): Promise<void> {
  await stub.page.goto("/sdk.html");
  await stub.page.evaluate(() => kept.renew());
}

async function getToken(): Promise<string> {
  return await stub.page.evaluate(() => kept.getToken());
}

/** Once the page was told this many times. */
async function told(count: number): Promise<string[]> {
  await expect.poll(() => stub.page.evaluate(() => kept.told.length)).toBe(count);
  return await stub.page.evaluate(() => kept.told);
}

/** Answers one after the other, the last one for good. */
function answers(...all: Answer[]): void {
  const left = [...all];
  stub.answers[TOKENS] = () => (left.length > 1 ? left.shift() : left[0]) ?? "never";
}

test("one 503 costs no credential: it still hands out the old token, then the next", async () => {
  const [first, second] = [tokenFor(24 * HOUR_S), tokenFor(48 * HOUR_S)];
  answers(tokenAnswer(first), failure(503, "UpstreamUnavailable", { "Retry-After": "20" }), tokenAnswer(second));
  await start();
  expect(await getToken()).toBe(first);
  await stub.page.clock.fastForward((24 * HOUR_S - 9 * 60) * 1000);
  expect(await told(2)).toEqual(["issued", "UpstreamUnavailable retry"]);
  expect(await getToken()).toBe(first);

  await stub.page.clock.fastForward(15_000);
  expect(stub.asked.filter((asked) => asked === TOKENS)).toHaveLength(2);
  await stub.page.clock.fastForward(16_000);
  expect(await told(3)).toEqual(["issued", "UpstreamUnavailable retry", "issued"]);
  // The SDK, which was given the old token, asks again after half of the time that this has left.
  await stub.page.clock.fastForward(5 * 60_000);
  await expect.poll(getToken).toBe(second);
});

test("a first 503 is tried again without a click, and brings the credential", async () => {
  const token = tokenFor(24 * HOUR_S);
  answers(failure(503, "UpstreamUnavailable"), tokenAnswer(token));
  await start();
  expect(await told(1)).toEqual(["UpstreamUnavailable retry"]);
  await stub.page.clock.fastForward(3000);
  await told(2);
  expect(await getToken()).toBe(token);
});

test("tries are bounded, and the credential asks again later while the old token is good", async () => {
  const first = tokenFor(24 * HOUR_S);
  answers(tokenAnswer(first), failure(503, "UpstreamUnavailable", { "Retry-After": "1" }));
  await start();
  expect(await getToken()).toBe(first);
  await stub.page.clock.fastForward((24 * HOUR_S - 10 * 60) * 1000);
  for (let tries = 1; tries <= 6; tries += 1) {
    await told(1 + tries);
    await stub.page.clock.fastForward(1600);
  }
  expect(await getToken()).toBe(first);
  const next = tokenFor(48 * HOUR_S);
  answers(tokenAnswer(next));
  await stub.page.clock.fastForward(5 * 60_000);
  expect((await told(8)).at(-1)).toBe("issued");
  expect(await getToken()).toBe(next);
});

test.each([401, 403, 409])("%i is not tried again by itself", async (status) => {
  answers(failure(status, `Code${status}`));
  await start();
  await stub.page.clock.fastForward(120_000);
  expect(await told(1)).toEqual([`Code${status} no retry`]);
  answers(tokenAnswer());
  await stub.page.evaluate(() => kept.renew());
  expect(await getToken()).not.toContain("refused");
});

test.each<[string, Answer]>([
  ["an HTML page with 200", { status: 200, body: "<html>Sign in</html>", headers: { "Content-Type": "text/html" } }],
  ["an HTML page in place of the token", tokenAnswer("<html>Sign in</html>")],
  ["a JWT without an end", tokenAnswer("e30.e30.c2ln")],
])("%s is refused, and the old token stays", async (_name, answer) => {
  const first = tokenFor(24 * HOUR_S);
  answers(tokenAnswer(first), answer);
  await start();
  expect(await getToken()).toBe(first);
  await stub.page.clock.fastForward((24 * HOUR_S - 9 * 60) * 1000);
  expect((await told(2)).at(-1)).toMatch(/^UnexpectedAnswer/);
  expect(await getToken()).toBe(first);
});

test("an expired token is told apart, as the clock of the device may be wrong", async () => {
  answers(tokenAnswer(tokenFor(-60)));
  await start();
  expect(await told(1)).toEqual(["ExpiredToken no retry"]);
});

test("once ended, it hands out nothing and asks for nothing, not even what was waiting", async () => {
  answers(tokenAnswer(), failure(503, "UpstreamUnavailable", { "Retry-After": "5" }));
  await start();
  expect(await getToken()).not.toContain("refused");
  await stub.page.clock.fastForward((24 * HOUR_S - 9 * 60) * 1000);
  await told(2);
  await stub.page.evaluate(() => {
    kept.end();
  });
  expect(await getToken()).toMatch(/^refused: .*disposed/);
  await stub.page.clock.fastForward(60_000);
  expect(stub.asked.filter((asked) => asked === TOKENS)).toHaveLength(2);
});

test("the page disposes the credential when the user signs out everywhere or deletes the identity", async () => {
  stub.answers["GET /.auth/me"] = json(200, { clientPrincipal: { userDetails: "ada@example.com" } });
  stub.answers[TOKENS] = () => tokenAnswer(tokenFor(24 * HOUR_S));
  const { page } = stub;
  await page.goto("/");
  await page.getByText("You have a token.").waitFor();
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByText("You are signed out everywhere.").waitFor();
  await page.getByRole("button", { name: "Delete my identity" }).click();
  await page.getByRole("button", { name: "Delete it" }).click();
  await page.getByText("Your identity was deleted.").waitFor();
  stub.asked.length = 0;

  // Each credential that is still alive asks for a token; what the user wants comes after that.
  stub.answers[TOKENS] = () => tokenAnswer(tokenFor(48 * HOUR_S));
  await page.clock.fastForward((24 * HOUR_S - 9 * 60) * 1000);
  await page.getByText("Your token was refreshed automatically.").waitFor();
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByText("You are signed out everywhere.").waitFor();
  expect(stub.asked).toEqual([TOKENS, "DELETE /api/me/tokens", TOKENS]);
});
