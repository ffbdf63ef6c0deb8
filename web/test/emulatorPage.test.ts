import axe, { type AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { homePage, type HomePage } from "../../tools/emulator/site/homePage";
import { launchChromium } from "./support/launchChromium";

const ID = "8:acs:0ac5de57-0000-4000-8000-000000000001_00000032-c0d6-29d5-526c-0d15c83af2d3";

const empty: HomePage = {
  resourceId: "0ac5de57-0000-4000-8000-000000000001",
  endpoints: {
    acs: "https://localhost:7780",
    keyVault: "https://localhost:7781",
    managedIdentity: "https://localhost:7782",
    resourceManager: "https://localhost:7784",
  },
  state: {
    now: "2026-01-01T00:00:00.000Z",
    identities: [],
    requests: { acs: {}, keyVault: {}, managedIdentity: {}, resourceManager: {} },
    faults: {},
    listening: { acs: true, keyVault: true, managedIdentity: true, resourceManager: true },
    acs: { accessAllowed: true, after2028: false },
    keyVault: { accessAllowed: true },
  },
  requests: [],
};

const busy: HomePage = {
  ...empty,
  state: {
    ...empty.state,
    identities: [
      { id: ID, deleted: false },
      { id: ID.replace("d3", "d4"), deleted: true },
    ],
    faults: { keyVault: { status: 503, retryAfter: 3, times: 2, path: "/secrets/acs-connection-string" } },
    listening: { acs: true, keyVault: true, managedIdentity: false, resourceManager: true },
    keyVault: { accessAllowed: false },
  },
  requests: [
    { at: 0, service: "acs", method: "POST", path: `/identities/${ID}/:issueAccessToken`, status: 200 },
    { at: 0, service: "keyVault", method: "GET", path: "/secrets/acs-connection-string", status: undefined },
  ],
};

const looks: readonly [string, BrowserContextOptions][] = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["forced colours", { forcedColors: "active" }],
  ["forced colours, dark", { forcedColors: "active", colorScheme: "dark" }],
];

const states: readonly [string, HomePage][] = [
  ["empty", empty],
  ["busy", busy],
];

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
});

async function withPage(
  shown: HomePage,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.setContent(homePage(shown).body);
  await use(page);
  await context.close();
}

/** What WCAG 2.2 asks for at the levels A and AA, and the page does not do. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };
  const found = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** By how many pixels the page is wider than the window, so that lines of text have to be scrolled. */
async function overrun(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

describe.each(states)("the emulator's page, %s", (_, shown) => {
  test.each(looks)("%s: nothing against WCAG, wide or narrow", async (_look, options) => {
    for (const width of [1280, 360]) {
      await withPage(shown, { ...options, viewport: { width, height: 740 } }, async (page) => {
        expect([await violations(page), await overrun(page)]).toEqual([[], 0]);
      });
    }
  });

  test.each([360, 320])(
    "at %d pixels and twice the text size: only tables scroll, and paths keep a legible width",
    async (width) => {
      await withPage(shown, { viewport: { width, height: 740 } }, async (page) => {
        await page.addStyleTag({ content: "html { font-size: 200% }" });
        expect(await overrun(page)).toBe(0);
        const widths = await page.locator("td code").evaluateAll((codes) => codes.map((code) => code.clientWidth));
        expect(widths.filter((each) => each < width)).toEqual([]);
      });
    },
  );
});
