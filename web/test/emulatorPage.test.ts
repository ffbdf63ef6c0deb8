import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe, { type AxeResults } from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../shared/clock";
import { send, signedHeaders } from "../../test/emulator/support/send";
import { type Emulator, startEmulator } from "../../tools/emulator/index";
import { homePage, type HomePage } from "../../tools/emulator/site/homePage";
import { ensureDevelopmentCa } from "../../tools/kit/developmentCa";
import { launchChromium } from "./support/launchChromium";

const ID = "8:acs:0ac5de57-0000-4000-8000-000000000001_00000032-c0d6-29d5-526c-0d15c83af2d3";

const empty: HomePage = {
  resourceId: "0ac5de57-0000-4000-8000-000000000001",
  emulator: {
    endpoints: {
      acs: "https://localhost:7780",
      keyVault: "https://localhost:7781",
      managedIdentity: "https://localhost:7782",
      resourceManager: "https://localhost:7784",
    },
    connectionString: `endpoint=https://localhost:7780/;accesskey=${"x".repeat(88)}`,
    caFile: "/home/somebody/token-api/.development-ca/ca.pem",
    testSurfaceUrl: "https://localhost:7783/emulator",
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
    { at: 0, service: "acs", method: "POST", path: `/identities/${ID}/:issueAccessToken`, status: 200, durationMs: 9 },
    {
      at: 0,
      service: "keyVault",
      method: "GET",
      path: "/secrets/acs-connection-string",
      status: undefined,
      durationMs: 1200,
      fault: { drop: "after", delayMs: 1200 },
    },
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
    "at %d pixels and twice the text size: nothing scrolls sideways, and paths have all of the width",
    async (width) => {
      await withPage(shown, { viewport: { width, height: 740 } }, async (page) => {
        await page.addStyleTag({ content: "html { font-size: 200% }" });
        expect(await overrun(page)).toBe(0);
        const widths = await page.locator("td code").evaluateAll((codes) => codes.map((code) => code.clientWidth));
        expect(widths.filter((each) => each < width - 2 * 32)).toEqual([]);
        expect(
          await page.locator(".table").evaluateAll((all) => all.map((each) => each.scrollWidth - each.clientWidth)),
        ).toEqual(shown === busy ? [0, 0, 0] : []);
      });
    },
  );
});

describe("the emulator's page while it is open", () => {
  const directory = mkdtempSync(join(tmpdir(), "emulator-"));
  let emulator: Emulator;
  let context: BrowserContext;
  let page: Page;
  const troubles: string[] = [];

  beforeAll(async () => {
    const ca = await ensureDevelopmentCa(directory, systemClock);
    emulator = await startEmulator({ ca, testSurface: true, log: () => undefined });
    context = await browser.newContext({
      ignoreHTTPSErrors: true,
      permissions: ["clipboard-read", "clipboard-write"],
      viewport: { width: 375, height: 740 },
    });
    page = await context.newPage();
    page.on("pageerror", ({ message }) => troubles.push(message));
    page.on("console", (said) => troubles.push(said.text()));
  });

  afterAll(async () => {
    await context.close();
    await emulator.stop();
    rmSync(directory, { recursive: true });
  });

  beforeEach(async () => {
    await emulator.control.reset();
    await page.goto(emulator.endpoints.acs);
    troubles.length = 0;
  });

  /** A new identity with a token: what ACS answers. */
  async function createWithToken(): Promise<{ id: string; token: string }> {
    const request = {
      method: "POST",
      url: `${emulator.endpoints.acs}/identities?api-version=2023-10-01`,
      body: '{"createTokenWithScopes":["chat"]}',
    };
    const date = new Date().toUTCString();
    const headers = signedHeaders(emulator.connectionString, { ...request, date });
    const reply = await send(emulator.caFile, request.url, { ...request, headers });
    const [, id = ""] = /"id":"([^"]+)"/.exec(reply.body) ?? [];
    const [, token = ""] = /"token":"([^"]+)"/.exec(reply.body) ?? [];
    return { id, token };
  }

  const regionOf = (name: string) => page.getByRole("region", { name });

  test("shows a request, its identity and no token, without being loaded again, also on a phone", async () => {
    const { id, token } = await createWithToken();
    await regionOf("Identities (1)")
      .getByRole("row", { name: `${id} active` })
      .waitFor();
    await regionOf("Last requests")
      .getByRole("row", { name: /ACS POST \/identities 201 \d+ ms/ })
      .waitFor();
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const shown = await page.content();
    expect(token.split(".").filter((part) => shown.includes(part))).toEqual([]);
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      expect([await violations(page), await overrun(page), troubles]).toEqual([[], 0, []]);
    }
  });

  test("shows a fault and what it does, and clears it by the keyboard, which goes on from there", async () => {
    emulator.control.setFault("acs", { status: 503, times: 2 });
    await regionOf("Faults in force").getByRole("row", { name: "ACS status 503 all 2 more" }).waitFor();
    await createWithToken();
    await regionOf("Faults in force").getByRole("row", { name: "ACS status 503 all 1 more" }).waitFor();
    await regionOf("Last requests")
      .getByRole("row", { name: /POST \/identities 503 \d+ ms status 503/ })
      .waitFor();
    await page.getByRole("button", { name: "Clear all faults" }).press("Enter");
    await page.getByRole("status").getByText("All faults are cleared.").waitFor();
    expect(emulator.control.state().faults).toEqual({});
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Faults in force");
    expect(await regionOf("Faults in force").count()).toBe(0);
  });

  test("copies the connection string, and selects it where the browser lets no page copy", async () => {
    const copy = page.getByRole("button", { name: "Copy the connection string" });
    await copy.click();
    await page.getByRole("status").getByText("Copied.").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(emulator.connectionString);
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"));
    });
    await copy.click();
    await page.getByRole("status").getByText("the text is selected").waitFor();
    expect(await page.evaluate(() => String(getSelection()))).toBe(emulator.connectionString);
  });

  test("says that the emulator is away, and goes on by itself when it is back", async () => {
    await emulator.control.listen("acs", false);
    await page.getByRole("status").getByText("Not reachable since").waitFor();
    await emulator.control.listen("acs", true);
    await page.getByText("Not reachable since").waitFor({ state: "detached" });
    const { id } = await createWithToken();
    await page.getByText(id).waitFor();
  });

  test("leaves the list that somebody reads as far scrolled as it was, in focus, and with the text selected", async () => {
    for (let i = 0; i < 20; i++) {
      await createWithToken();
    }
    const { id } = await createWithToken();
    const list = regionOf("Identities (21)");
    await list.focus();
    await list.evaluate((element) => {
      element.scrollTop = 60;
    });
    await list.getByText(id).selectText();
    const reading = () =>
      page.evaluate(() => [document.activeElement?.scrollTop, document.activeElement?.role, String(getSelection())]);
    await createWithToken();
    await regionOf("Last requests").getByRole("row").nth(22).waitFor();
    expect(await reading()).toEqual([60, "region", id]);
    await page.evaluate(() => getSelection()?.removeAllRanges());
    await regionOf("Identities (22)").waitFor();
    expect(await reading()).toEqual([60, "region", ""]);
  });

  test("without JavaScript it shows how things are, and no button that would do nothing", async () => {
    const { id } = await createWithToken();
    const plain = await browser.newContext({ ignoreHTTPSErrors: true, javaScriptEnabled: false });
    const still = await plain.newPage();
    await still.goto(emulator.endpoints.acs);
    await still.getByText(id).waitFor();
    await still.getByText("This is how things were when the page was loaded").waitFor();
    expect(await still.getByRole("button").count()).toBe(0);
    await plain.close();
  });
});
