import type { BrowserContext, Locator, Page, Response } from "playwright-core";
import { expect } from "vitest";

/** Somebody who visits the page, and what they see there. */
export class Visitor {
  /** Every token that the API gave to this browser, oldest first. */
  readonly tokens: string[] = [];
  readonly #context: BrowserContext;
  readonly #page: Page;
  readonly #console: string[] = [];

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.#page = page;
    page.on("console", (message) => this.#console.push(message.text()));
    page.on("pageerror", (error) => this.#console.push(`Uncaught ${error.message}`));
    page.on("response", (response) => void this.#collectToken(response));
  }

  /** `now`: what the browser takes for the present time. */
  static async open(context: BrowserContext, now: string): Promise<Visitor> {
    const page = await context.newPage();
    await page.clock.install({ time: now });
    const visitor = new Visitor(context, page);
    await page.goto("/");
    return visitor;
  }

  get page(): Page {
    return this.#page;
  }

  button(name: string): Locator {
    return this.#page.getByRole("button", { name });
  }

  /** Through the mock login of the Static Web Apps emulator, where the user id decides who one is. */
  async signIn(userId: string): Promise<void> {
    await this.#page.getByRole("link", { name: "Sign in with Microsoft" }).click();
    await this.#retype("User ID", userId);
    await this.#retype("Username", `${userId}@example.com`);
    await this.button("Login").click();
    await this.#page.getByText(`Signed in as ${userId}@example.com`).waitFor();
    await this.sees("You have a token.");
  }

  async signOut(): Promise<void> {
    await this.#page.getByRole("link", { name: "Sign out" }).click();
    await this.#page.getByRole("link", { name: "Sign in with Microsoft" }).waitFor();
  }

  /** Waits for the page to say so. */
  async sees(text: string): Promise<void> {
    await this.#page.getByText(text).first().waitFor();
  }

  async identity(): Promise<string> {
    return await this.#page.locator("#identity").innerText();
  }

  /** The newest token, once there are this many. */
  async token(count: number): Promise<string> {
    await expect.poll(() => this.tokens.length).toBe(count);
    return this.tokens.at(-1) ?? "";
  }

  /** @throws when the page or its console shows a token, or when something went wrong that the page did not show */
  async leave(): Promise<void> {
    const shown = [await this.#page.content(), ...this.#console];
    for (const token of this.tokens) {
      expect(shown.some((text) => text.includes(token))).toBe(false);
    }
    expect(this.#console.filter((line) => !line.startsWith("Failed to load resource"))).toEqual([]);
    await this.#context.close();
  }

  /** The mock login stores what is typed, key by key. */
  async #retype(label: string, text: string): Promise<void> {
    const field = this.#page.getByLabel(label);
    await field.fill("");
    await field.pressSequentially(text);
  }

  async #collectToken(response: Response): Promise<void> {
    if (response.url().endsWith("/api/me/token") && response.status() === 200) {
      const body: unknown = await response.json();
      if (typeof body === "object" && body !== null && "token" in body && typeof body.token === "string") {
        this.tokens.push(body.token);
      }
    }
  }
}
