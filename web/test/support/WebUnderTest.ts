import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { stageApp } from "../../../test/support/stageApp";
import { type Control, wellKnown } from "../../../tools/emulator/index";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { type LocalApi, startLocally } from "../../../tools/testbed/startLocally";
import { type Agents, letAgentsIn } from "../../../tools/web/letAgentsIn";
import { startSwaEmulator, type SwaEmulator } from "../../../tools/web/startSwaEmulator";
import { launchChromium } from "./launchChromium";
import { Visitor } from "./Visitor";

const LOOPBACK_ONLY = `--require ${JSON.stringify(join(projectRoot(), "test/support/loopback-only.cjs"))}`;

/** The built page in the Static Web Apps emulator, the API with its emulators behind it, and Chromium to visit it. */
export class WebUnderTest {
  /** Of the app. */
  readonly #directory: string;
  readonly #local: LocalApi;
  readonly #agents: Agents;
  readonly #page: SwaEmulator;
  readonly #browser: Browser;

  private constructor(directory: string, local: LocalApi, agents: Agents, page: SwaEmulator, browser: Browser) {
    this.#directory = directory;
    this.#local = local;
    this.#agents = agents;
    this.#page = page;
    this.#browser = browser;
  }

  static async start(): Promise<WebUnderTest> {
    const directory = stageApp();
    const log = () => undefined;
    const local = await startLocally({
      port: 0,
      environment: { USER_AUTH: "easyauth", TEAMS_ACCESS_TENANTS: wellKnown.tenantId, NODE_OPTIONS: LOOPBACK_ONLY },
      appDirectory: directory,
      log,
    });
    const agents = await letAgentsIn(local.emulator);
    const page = await startSwaEmulator({ apiUrl: local.host.url, port: 0, nodeOptions: LOOPBACK_ONLY, log });
    const browser = await launchChromium();
    return new WebUnderTest(directory, local, agents, page, browser);
  }

  get url(): string {
    return this.#page.url;
  }

  /** Where backends and operators call the API. */
  get apiUrl(): string {
    return new URL(this.#local.host.url).origin;
  }

  /** What the emulator of Azure Communication Services knows and can be made to do. */
  get control(): Control {
    return this.#local.emulator.control;
  }

  /** Somebody with a browser of their own: no cookies, and a clock that can be moved and starts at the emulator's time. */
  async visitor(): Promise<Visitor> {
    const context = await this.#browser.newContext({
      baseURL: this.url,
      viewport: { width: 360, height: 740 },
      // That of the emulated ACS, which agents call without the API.
      ignoreHTTPSErrors: true,
    });
    return await Visitor.open(context, this.control.state().now);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#page.stop();
    await this.#agents.stop();
    await this.#local.stop();
    rmSync(this.#directory, { recursive: true });
  }
}
