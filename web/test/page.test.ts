import { type IncomingMessage, request } from "node:http";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Visitor } from "./support/Visitor";
import { WebUnderTest } from "./support/WebUnderTest";

const DAY_S = 86_400;

let web: WebUnderTest;

beforeAll(async () => {
  web = await WebUnderTest.start();
});

afterEach(() => {
  web.control.clearFaults();
});

afterAll(async () => {
  await web.stop();
});

function withVisitor(use: (visitor: Visitor) => Promise<void>): () => Promise<void> {
  return async () => {
    const visitor = await web.visitor();
    await use(visitor);
    await visitor.leave();
  };
}

test(
  "who is signed out sees how to sign in, and the API is asked for nothing",
  withVisitor(async (visitor) => {
    await visitor.sees("You are signed out");
    expect(visitor.tokens).toEqual([]);
    expect(await visitor.page.locator("#token").isVisible()).toBe(false);
    expect(await visitor.page.locator("#actions").isVisible()).toBe(false);
  }),
);

test(
  "a user has one identity for life, and another user another one",
  withVisitor(async (visitor) => {
    await visitor.signIn("ada");
    const idOfAda = await visitor.identity();
    expect(web.control.validateToken(await visitor.token(1))).toEqual({ valid: true });
    expect(await visitor.page.locator("#scopes").innerText()).toBe("chat\nvoip");

    await visitor.page.reload();
    await visitor.sees("You have a token.");
    expect(await visitor.identity()).toBe(idOfAda);

    await visitor.signOut();
    await visitor.signIn("ben");
    expect(await visitor.identity()).not.toBe(idOfAda);

    await visitor.signOut();
    await visitor.signIn("ada");
    expect(await visitor.identity()).toBe(idOfAda);
  }),
);

test(
  "signing out everywhere ends the tokens of all devices, and the page gets itself a new one",
  withVisitor(async (visitor) => {
    const elsewhere = await web.visitor();
    await elsewhere.signIn("cleo");
    await visitor.signIn("cleo");
    const id = await visitor.identity();

    await visitor.button("Sign out everywhere").click();
    await visitor.sees("You are signed out everywhere. This page has a new token.");

    const revoked = { valid: false, reason: "revoked" };
    expect(web.control.validateToken(await elsewhere.token(1))).toEqual(revoked);
    const newToken = await visitor.token(2);
    expect(web.control.validateToken(visitor.tokens[0] ?? "")).toEqual(revoked);
    expect(web.control.validateToken(newToken)).toEqual({ valid: true });
    expect(await visitor.identity()).toBe(id);
    await elsewhere.leave();
  }),
);

test(
  "the token is refreshed in time without a click",
  withVisitor(async (visitor) => {
    await visitor.signIn("dora");
    const first = await visitor.token(1);
    const id = await visitor.identity();

    // The service chooses refreshOn, in the last 30 to 10 % of the lifetime.
    await passTime(visitor, 0.69 * DAY_S);
    await expect.poll(() => visitor.page.locator("#time-left").innerText()).toMatch(/^7 h \d\d min \d\d s left$/);
    expect(visitor.tokens).toEqual([first]);
    await passTime(visitor, 0.22 * DAY_S);
    await visitor.sees("Your token was refreshed automatically.");
    const second = await visitor.token(2);
    expect(await visitor.page.locator("#time-left").innerText()).toMatch(/^2[34] h \d\d min \d\d s left$/);

    await passTime(visitor, 0.1 * DAY_S);
    expect(web.control.validateToken(first)).toEqual({ valid: false, reason: "expired" });
    expect(web.control.validateToken(second)).toEqual({ valid: true });
    expect(await visitor.identity()).toBe(id);
  }),
);

test(
  "deleting the identity asks first, and leads to a new one",
  withVisitor(async (visitor) => {
    await visitor.signIn("elsa");
    const id = await visitor.identity();
    const remove = visitor.button("Delete my identity");

    await remove.click();
    await visitor.sees("Delete your identity?");
    await visitor.page.keyboard.press("Escape");
    await visitor.page.locator("#confirm-delete").waitFor({ state: "hidden" });
    expect(await remove.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(web.control.validateToken(await visitor.token(1))).toEqual({ valid: true });

    await remove.click();
    await visitor.button("Delete it").click();
    await visitor.sees("Your identity was deleted. You have a new one.");
    expect(await visitor.identity()).not.toBe(id);
    expect(web.control.validateToken(visitor.tokens[0] ?? "")).toEqual({ valid: false, reason: "deleted" });
    expect(web.control.validateToken(await visitor.token(2))).toEqual({ valid: true });
  }),
);

test(
  "a failure is shown with its code, and the page tries again by itself",
  withVisitor(async (visitor) => {
    await visitor.signIn("finn");
    web.control.setFault("acs", { status: 503, retryAfter: 20 });
    await visitor.page.reload();
    await visitor.sees("Could not get a token");
    await visitor.sees("UpstreamUnavailable");
    await visitor.sees("This page tries again automatically in");

    web.control.clearFaults("acs");
    await visitor.page.clock.fastForward(60_000);
    await visitor.sees("You have a token.");
    expect(await visitor.page.locator("#failure").isVisible()).toBe(false);
  }),
);

test(
  "what failed can be tried again with the keyboard alone",
  withVisitor(async (visitor) => {
    await visitor.signIn("gus");
    web.control.setFault("acs", { status: 503, retryAfter: 20 });
    await visitor.button("Sign out everywhere").press("Enter");
    await visitor.sees("Could not sign out everywhere");
    expect(web.control.validateToken(await visitor.token(1))).toEqual({ valid: true });

    web.control.clearFaults("acs");
    await visitor.button("Try again now").press("Enter");
    await visitor.sees("You are signed out everywhere. This page has a new token.");
    expect(await visitor.page.locator("#token-title").evaluate((title) => title === document.activeElement)).toBe(true);
    expect(web.control.validateToken(visitor.tokens[0] ?? "")).toEqual({ valid: false, reason: "revoked" });
  }),
);

test(
  "a failed refresh is tried again while the present token lives",
  withVisitor(async (visitor) => {
    await visitor.signIn("hana");
    web.control.setFault("acs", { status: 503, retryAfter: 20 });
    await passTime(visitor, DAY_S - 9 * 60);
    await visitor.sees("Could not get a token");

    web.control.clearFaults("acs");
    await visitor.page.clock.fastForward(60_000);
    await visitor.page.locator("#failure").waitFor({ state: "hidden" });
    expect(web.control.validateToken(await visitor.token(2))).toEqual({ valid: true });
  }),
);

test(
  "without a connection the page says so, and goes on when it is back",
  withVisitor(async (visitor) => {
    await visitor.signIn("iris");
    await visitor.page.context().setOffline(true);
    await visitor.button("Sign out everywhere").click();
    await visitor.sees("NoAnswer");
    await visitor.page.context().setOffline(false);
    await visitor.button("Try again now").click();
    await visitor.sees("You are signed out everywhere. This page has a new token.");
  }),
);

test(
  "who is no longer signed in is asked to sign in again",
  withVisitor(async (visitor) => {
    await visitor.signIn("ines");
    await visitor.page.context().clearCookies();
    await visitor.button("Sign out everywhere").click();
    await visitor.sees("You are no longer signed in.");
    expect(await visitor.page.getByRole("link", { name: "Sign in again" }).isVisible()).toBe(true);
    expect(await visitor.button("Try again now").isVisible()).toBe(false);
  }),
);

test(
  "the page fits a phone of 360 pixels in every state",
  withVisitor(async (visitor) => {
    const width = () => visitor.page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBe(360);
    await visitor.signIn("jo");
    expect(await width()).toBe(360);
    web.control.setFault("acs", { status: 503, retryAfter: 20 });
    await visitor.page.reload();
    await visitor.sees("UpstreamUnavailable");
    expect(await width()).toBe(360);
  }),
);

test("the page may run only its own files", async () => {
  const { headers } = await fetch(web.url);
  expect(headers.get("Content-Security-Policy")).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/);
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(headers.get("Referrer-Policy")).toBe("same-origin");
});

/** What the platform answers to exactly this target, which `fetch` would tidy up first; and whether the API was asked. */
async function ask(method: string, target: string, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(web.url);
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ hostname, port, method, path: target, headers }, resolve).on("error", reject).end();
  });
  reply.resume();
  return { status: reply.statusCode, isOfApi: reply.headers["x-request-id"] !== undefined };
}

test.each([
  ["POST", "/api/me/tokens"],
  ["GET", "/api/me/tokens"],
  ["DELETE", "/api/me"],
  ["DELETE", "/api/me/"],
])("%s %s is for signed-in users only", async (method, target) => {
  expect(await ask(method, target)).toEqual({ status: 401, isOfApi: false });
});

const SPELLINGS = [
  "/api/identities",
  "/api/identities/",
  "/api/Identities",
  "/api/IDENTITIES/8:acs:a/tokens",
  "/API/identities",
  "/Api/identities",
  "/aPI/identities?x=/api/me",
  "/api//identities",
  "/api///identities",
  "//api/identities",
  "/./api/identities",
  "/x/../api/identities",
  "/api/./identities",
  "/api/me/../identities",
  "/api/me/%2e%2e/identities",
  "/api/me/..%2Fidentities",
  "/api/me%2F..%2Fidentities",
  "/api/%69dentities",
  "/api/%2569dentities",
  "/%61pi/identities",
  "/api/identities;x",
  "/api/identities%3Fx",
  "/api%2Fidentities",
  "/api\\identities",
  "/api/teams-access/a/b",
  "/api/health",
  "/api/openapi.json",
  "/api/mee",
  "/api/Me/tokens",
  "/admin/functions",
];

test.each(SPELLINGS)("nothing of the API but /api/me answers, as %s", async (target) => {
  for (const method of ["GET", "POST", "DELETE"]) {
    const { status, isOfApi } = await ask(method, target);
    expect({ target, isOfApi, isRefused: status === 404 || status === 401 }).toEqual({
      target,
      isOfApi: false,
      isRefused: true,
    });
  }
});

test(
  "nothing of it answers signed-in users either",
  withVisitor(async (visitor) => {
    await visitor.signIn("ivan");
    const cookies = await visitor.page.context().cookies();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    expect(await ask("POST", "/api/me/tokens", { cookie })).toMatchObject({ isOfApi: true });
    for (const target of SPELLINGS) {
      const { status } = await ask("POST", target, { cookie });
      expect({ target, status }).toEqual({ target, status: 404 });
    }
  }),
);

test.each([
  "github",
  "GitHub",
  "twitter",
  "google",
  "facebook",
  "apple",
  "custom",
  "aad2",
  "/github",
  "%67ithub",
  "./github",
  "aad/../github",
  "AAD",
])("the provider %s does not sign in", async (provider) => {
  expect(await ask("GET", `/.auth/login/${provider}`)).toMatchObject({ status: 404 });
});

/** For the browser and for Azure Communication Services alike. */
async function passTime(visitor: Visitor, seconds: number): Promise<void> {
  web.control.advanceClock(seconds);
  await visitor.page.clock.fastForward(seconds * 1000);
}
