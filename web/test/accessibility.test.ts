import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "./support/launchChromium";
import { type Answer, failure, json, jwt, StubbedPage } from "./support/StubbedPage";

declare global {
  // What the script of axe-core leaves in the page; its own types do not say so.
  var axe: { run(context: Document, options: RunOptions): Promise<AxeResults> };
}

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };
/** A window of 1280 × 1024 at a zoom of 400 %. */
const ZOOMED = { width: 320, height: 256 };

const MEDIA = [
  { colorScheme: "light", forcedColors: "none" },
  { colorScheme: "dark", forcedColors: "none" },
  { colorScheme: "light", forcedColors: "active" },
  { colorScheme: "dark", forcedColors: "active" },
] as const;

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
});

/** A state of the page: what its API answers, what the user does, and what then is on the page. */
interface State {
  readonly answers?: StubbedPage["answers"];
  readonly clicks?: readonly string[];
  /** Whether somebody signs in as an agent. */
  readonly agent?: boolean;
  readonly shows: string;
}

const TOKENS = "GET /api/me/token";
const refused = (status: number, code: string, headers?: Record<string, string>): State => ({
  answers: { [TOKENS]: failure(status, code, headers) },
  shows: code,
});

const SIGN_IN = "https://page.test/sign-in";
const EXCHANGE = "POST /access/teamsExtension/:exchangeAccessToken";
const AGENT_ID = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111";
/** An agent who has signed in, when the exchange of their token is answered so. */
const agent = (exchange: Answer, shows: string): State => ({
  answers: {
    "GET /agent.json": json(200, { resourceEndpoint: "https://page.test", signInUrl: SIGN_IN }),
    "POST /sign-in": json(200, {
      token: jwt({ tid: AGENT_ID, oid: AGENT_ID, appid: AGENT_ID }),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
    [EXCHANGE]: exchange,
  },
  agent: true,
  shows,
});
const agentToken = jwt({ skypeid: `acs:${AGENT_ID}_${AGENT_ID}_${AGENT_ID}`, acsScope: "voip" });
const letIn = { accessToken: { token: agentToken, expiresOn: "2036-07-10T14:39:39.3244584-07:00" } };

const STATES: Record<string, State> = {
  looking: { answers: { "GET /.auth/me": "never" }, shows: "Finding out who is signed in…" },
  "signed out": { answers: { "GET /.auth/me": json(200, { clientPrincipal: null }) }, shows: "You are signed out" },
  "signed in, waiting for a token": { answers: { [TOKENS]: "never" }, shows: "Getting your token…" },
  "token shown": { shows: "You have a token." },
  "no longer signed in": { answers: { [TOKENS]: { status: 401 } }, shows: "You are no longer signed in." },
  "not allowed": refused(403, "Forbidden"),
  moved: refused(409, "IdentityMoved"),
  throttled: refused(429, "TooManyRequests", { "Retry-After": "30" }),
  broken: refused(500, "InternalError"),
  unavailable: refused(503, "UpstreamUnavailable", { "Retry-After": "20" }),
  "unavailable for long": refused(503, "UpstreamUnavailable", { "Retry-After": "3600" }),
  "not a token": { answers: { [TOKENS]: { status: 200, body: "<html></html>" } }, shows: "UnexpectedAnswer" },
  "not known who": { answers: { "GET /.auth/me": { status: 200, body: "<html></html>" } }, shows: "did not say who" },
  "dialog open": { clicks: ["Delete my identity"], shows: "Delete your identity?" },
  deleted: { clicks: ["Delete my identity", "Delete it"], shows: "Your identity was deleted." },
  "signed out everywhere": { clicks: ["Sign out everywhere"], shows: "You are signed out everywhere." },
  "sign-out failed": {
    answers: { "DELETE /api/me/tokens": failure(503, "UpstreamUnavailable") },
    clicks: ["Sign out everywhere"],
    shows: "Could not sign out everywhere",
  },
  "agent not let in": agent(failure(403, "Forbidden"), "not let in yet"),
  "agent let in": agent(json(200, letIn), "Your token is for voip"),
  "agent refused": agent(failure(401, "Unauthorized"), "Your sign-in was refused"),
  "agent not served": agent(failure(400, "UnsupportedApiVersion"), "It answered with status 400"),
};

async function inState(state: State, options: BrowserContextOptions, scripts: string[] = []): Promise<StubbedPage> {
  const stub = await StubbedPage.open(browser, options, scripts);
  Object.assign(stub.answers, state.answers);
  await stub.page.goto("/");
  for (const name of state.clicks ?? []) {
    await stub.page.getByText("You have a token.").waitFor();
    await stub.page.getByRole("button", { name }).click();
  }
  if (state.agent) {
    await stub.page.getByLabel("Teams account").fill("agnes");
    await stub.page.getByRole("button", { name: "Sign in as an agent" }).press("Enter");
  }
  await stub.page.getByText(state.shows).first().waitFor();
  return stub;
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await page.evaluate(() =>
    axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      resultTypes: ["violations"],
    }),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

async function overflow(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

test.each(Object.entries(STATES))("axe finds nothing, and nothing overruns: %s", async (_name, state) => {
  const stub = await inState(state, { viewport: PHONE }, [AXE]);
  for (const viewport of [PHONE, DESKTOP]) {
    await stub.page.setViewportSize(viewport);
    // Colours do not depend on the size.
    for (const media of viewport === PHONE ? MEDIA : MEDIA.slice(0, 1)) {
      await stub.page.emulateMedia({ ...media, reducedMotion: "reduce" });
      expect({ viewport, media, found: await violations(stub.page) }).toEqual({ viewport, media, found: [] });
    }
    expect(await overflow(stub.page)).toBeLessThanOrEqual(0);
  }
  await stub.page.setViewportSize(PHONE);
  await textAt200Percent(stub.page);
  expect(await cutOff(stub.page)).toEqual([]);
  expect(await overflow(stub.page)).toBeLessThanOrEqual(0);
  await stub.close();
});

test.each(["light", "dark"] as const)("the bar is there in forced colours, %s", async (colorScheme) => {
  const token = STATES["token shown"] ?? { shows: "" };
  const stub = await inState(token, { viewport: PHONE, colorScheme, forcedColors: "active", reducedMotion: "reduce" });
  // The page sets the bar anew as time goes by.
  await stub.page.clock.pauseAt(Date.now() + 60_000);
  await stub.page.locator("#life-left").evaluate((bar: HTMLProgressElement) => {
    bar.value = 0.5;
  });
  const [filled, empty, card] = await pixels(stub.page);
  expect(filled).not.toEqual(empty);
  expect(filled).not.toEqual(card);
  await stub.close();
});

test("at 400 % zoom the dialog opens at its title, and all of it can be reached", async () => {
  const stub = await inState(STATES["dialog open"] ?? { shows: "" }, { viewport: ZOOMED });
  const dialog = stub.page.locator("#confirm-delete");
  expect(await dialog.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
  const box = await stub.page.locator("#confirm-title").boundingBox();
  expect(box?.y).toBeGreaterThanOrEqual(0);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(ZOOMED.height);
  expect(await overflow(stub.page)).toBeLessThanOrEqual(0);
  await stub.page.getByRole("button", { name: "Keep it" }).click();
  await dialog.waitFor({ state: "hidden" });
  await stub.close();
});

test("the page says that it is looking until it knows who is signed in", async () => {
  const stub = await inState(STATES["looking"] ?? { shows: "" }, {});
  expect(await stub.page.getByRole("status").innerText()).toBe("Finding out who is signed in…");
  expect(await stub.page.locator("section:visible").count()).toBe(0);
  stub.answers["GET /.auth/me"] = json(200, { clientPrincipal: null });
  await stub.page.reload();
  await stub.page.getByText("You are signed out").waitFor();
  expect(await stub.page.getByText("Finding out").count()).toBe(0);
  await stub.close();
});

/** As the browser's own setting for the size of text does it. */
async function textAt200Percent(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "200%";
  });
}

/** Texts that run out of their element or out of the window, and words of buttons that are broken in two. */
async function cutOff(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent?.checkVisibility() || node.textContent?.trim() === "") {
        continue;
      }
      if (parent.matches(".button")) {
        for (const { index, 0: word } of (node.textContent ?? "").matchAll(/\S+/g)) {
          const letters = document.createRange();
          letters.setStart(node, index);
          letters.setEnd(node, index + word.length);
          if (letters.getClientRects().length > 1) {
            found.push(word);
          }
        }
      }
      const range = document.createRange();
      range.selectNodeContents(node);
      const limit = Math.min(parent.getBoundingClientRect().right, window.innerWidth);
      if ([...range.getClientRects()].some(({ right }) => right > limit + 1)) {
        found.push(node.textContent ?? "");
      }
    }
    return found;
  });
}

/** The colours in the bar's left half, its right half, and above it. */
async function pixels(page: Page): Promise<string[]> {
  const bar = await page.locator("#life-left").boundingBox();
  const { x, y, width, height } = bar ?? { x: 0, y: 0, width: 0, height: 0 };
  const spots = [
    { x: x + width / 4, y: y + height / 2 },
    { x: x + (3 * width) / 4, y: y + height / 2 },
    { x: x + width / 4, y: y - 4 },
  ];
  const shots = spots.map((spot) => page.screenshot({ clip: { ...spot, width: 1, height: 1 } }));
  return (await Promise.all(shots)).map((png) => png.toString("base64"));
}
