import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Visitor } from "./support/Visitor";
import { WebUnderTest } from "./support/WebUnderTest";

let web: WebUnderTest;

beforeAll(async () => {
  web = await WebUnderTest.start();
});

afterAll(async () => {
  await web.stop();
});

/** With the keyboard alone. */
async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel("Teams account").fill(name);
  await page.getByLabel("Teams account").press("Enter");
}

/** What an operator does with the ids that the page shows. */
async function operate(method: "PUT" | "DELETE", { page }: Visitor): Promise<number> {
  const [tenant, object, client] = await page.locator("#agent-account code").allInnerTexts();
  const body = method === "PUT" ? JSON.stringify({ principalType: "user", clientIds: [client] }) : null;
  const headers = { "Content-Type": "application/json" };
  return (await fetch(`${web.apiUrl}/api/teams-access/${tenant}/${object}`, { method, headers, body })).status;
}

test("an agent is refused with the reason, let in by an operator, has a token that nobody sees, and is shut out again", async () => {
  const visitor = await web.visitor();
  const { page } = visitor;
  const exchanged: string[] = [];
  page.on("response", (response) => {
    if (response.url().includes("/:exchangeAccessToken") && response.ok()) {
      void response.text().then((text) => exchanged.push(/"token":"([^"]+)"/.exec(text)?.[1] ?? ""));
    }
  });

  await signIn(page, "agnes");
  await visitor.sees("You are signed in, but not let in yet");
  expect(await page.locator("#agent-identity").isVisible()).toBe(false);
  expect(exchanged).toEqual([]);

  expect(await operate("PUT", visitor)).toBe(201);
  await page.getByRole("button", { name: "Sign in as an agent" }).press("Enter");
  await visitor.sees("You can answer calls for Teams Phone");
  await visitor.sees("Your token is for voip");
  await expect.poll(() => exchanged.length).toBe(1);
  expect(web.control.validateToken(exchanged[0] ?? "")).toEqual({ valid: true });
  const object = await page.locator("#agent-object").innerText();
  expect(await page.locator("#agent-identity").innerText()).toMatch(new RegExp(`^8:acs:.*_${object}$`));
  expect(await page.content()).not.toContain(exchanged[0]);

  await signIn(page, "boris");
  await visitor.sees("You are signed in, but not let in yet");
  expect(await page.locator("#agent-object").innerText()).not.toBe(object);

  await signIn(page, "agnes");
  await visitor.sees("You can answer calls for Teams Phone");
  expect(await operate("DELETE", visitor)).toBe(204);
  await signIn(page, "agnes");
  await visitor.sees("You are signed in, but not let in yet");
  visitor.tokens.push(...exchanged);
  await visitor.leave();
});

test("a sign-in for what the emulator has no tokens for is refused as the page's fault, not the emulator's", async () => {
  const settings = await (await fetch(new URL("/agent.json", web.url))).text();
  const [, signInUrl = ""] = /"signInUrl":"([^"]+)"/.exec(settings) ?? [];
  const signInFor = (scope: string) =>
    fetch(`${signInUrl}?${new URLSearchParams({ user: "agnes", scope }).toString()}`, {
      method: "POST",
      headers: { Origin: new URL(web.url).origin },
    });

  expect((await signInFor("https://graph.microsoft.com/User.Read")).status).toBe(400);
  expect((await signInFor("https://auth.msft.communication.azure.com/.default")).status).toBe(200);
});
