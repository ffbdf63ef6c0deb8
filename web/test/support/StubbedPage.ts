import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Browser, BrowserContextOptions, Page, Route } from "playwright-core";
import { build } from "vite";
import staticWebApp from "../../public/staticwebapp.config.json";

const ORIGIN = "https://page.test";
const ROOT = join(import.meta.dirname, "../..");
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** What a stub answers: a status, a body, headers. `never`: the answer does not come. */
export type Answer =
  { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> } | "never";

/** The built page, or a module of it by itself, with an API that answers as the test wants. No server is there. */
export class StubbedPage {
  readonly page: Page;
  /** By method and path, such as "GET /api/me/token". */
  readonly answers: Record<string, Answer | (() => Answer)>;
  /** Method and path of what was asked of the API, oldest first. */
  readonly asked: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    this.answers = {
      "GET /.auth/me": json(200, { clientPrincipal: { userDetails: "ada@example.com" } }),
      "GET /agent.json": json(200, {}),
      "GET /api/me/token": () => tokenAnswer(),
      "DELETE /api/me/tokens": { status: 204 },
      "DELETE /api/me": { status: 204 },
    };
  }

  static async open(
    browser: Browser,
    options: BrowserContextOptions = {},
    scripts: string[] = [],
  ): Promise<StubbedPage> {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, ...options, baseURL: ORIGIN });
    for (const path of scripts) {
      await context.addInitScript({ path });
    }
    const page = await context.newPage();
    await page.clock.install();
    const stubbed = new StubbedPage(page);
    await page.route(`${ORIGIN}/**`, (route) => stubbed.#answer(route));
    return stubbed;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  async #answer(route: Route): Promise<void> {
    const { pathname } = new URL(route.request().url());
    const key = `${route.request().method()} ${pathname}`;
    const found = this.answers[key];
    if (found === undefined) {
      await route.fulfill(file(pathname === "/" ? "/index.html" : pathname));
      return;
    }
    this.asked.push(key);
    const answer = typeof found === "function" ? found() : found;
    if (answer !== "never") {
      await route.fulfill(answer);
    }
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...headers } };
}

export function failure(status: number, code: string, headers: Record<string, string> = {}): Answer {
  const requestId = "0123456789abcdef0123456789abcdef";
  const error = { code, message: `The API says what ${code} means.`, requestId };
  return json(status, { error }, { "x-ms-error-code": code, "x-request-id": requestId, ...headers });
}

/** Every token is to be renewed this long before its end. */
const REFRESH_LEAD_MS = 15 * 60_000;

/** As the API sends a token. */
export function tokenAnswer(token = tokenFor(86_400)): Answer {
  const communicationUserId = `8:acs:${"0".repeat(36)}_${"a".repeat(36)}`;
  const [, seconds] = /"exp":(\d+)/.exec(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) ?? [];
  const expiresOn = new Date(seconds === undefined ? Date.now() + 86_400_000 : Number(seconds) * 1000).toISOString();
  const refreshOn = new Date(Date.parse(expiresOn) - REFRESH_LEAD_MS).toISOString();
  return json(200, { token, expiresOn, refreshOn, user: { communicationUserId } });
}

/** One text per call, as tokens of Azure Communication Services are. */
export function tokenFor(seconds: number): string {
  const claims = { exp: Math.floor(Date.now() / 1000) + seconds, acsScope: "chat,voip", jti: crypto.randomUUID() };
  return jwt(claims);
}

/** Its form and its claims, signed by nobody. */
export function jwt(claims: object): string {
  return ['{"alg":"RS256"}', JSON.stringify(claims), "signature"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");
}

/** A module of the page with all that it imports, as the text of one file. */
export async function bundle(module: string): Promise<string> {
  const result = await build({
    root: ROOT,
    logLevel: "warn",
    build: { write: false, minify: false, lib: { entry: join(ROOT, module), formats: ["es"], fileName: "module" } },
  });
  const [output] = Array.isArray(result) ? result : [];
  const chunk = output?.output[0];
  if (chunk?.type !== "chunk") {
    throw new Error(`${module} cannot be bundled.`);
  }
  return chunk.code;
}

function file(path: string): { status: number; body: string; headers: Record<string, string> } {
  const headers = { ...staticWebApp.globalHeaders, "Content-Type": TYPES[extname(path)] ?? "text/plain" };
  try {
    return { status: 200, body: readFileSync(join(ROOT, "dist", path), "utf8"), headers };
  } catch {
    return { status: 404, body: "", headers };
  }
}
