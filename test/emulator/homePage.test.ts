import { createHash } from "node:crypto";
import { parseConnectionString } from "../../shared/connection/parseConnectionString";
import { homePage } from "../../tools/emulator/site/homePage";
import type { Reply } from "./support/send";
import { TestEmulator } from "./support/TestEmulator";
import { field } from "./support/values";

const running = TestEmulator.forAll();

beforeEach(async () => {
  await running.emulator.control.reset();
});

async function page(): Promise<Reply> {
  return running.send(`${running.emulator.endpoints.acs}/`);
}

/** What people read: neither tags nor the style. */
function textOf({ body }: Reply): string {
  return body.replace(/<style>[^]*<\/style>/, "").replace(/<[^<>]*>/g, " ");
}

test("shows the resource, and that there is nothing yet", async () => {
  const reply = await page();
  expect([reply.status, reply.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  for (const endpoint of Object.values(running.emulator.endpoints)) {
    expect(textOf(reply)).toContain(endpoint);
  }
  expect(textOf(reply)).toMatch(/Access to the vault\s+allowed/);
  expect(textOf(reply)).toMatch(/Faults in force\s+None\.\s+Last requests\s+None\.\s+Identities \(0\)\s+None\./);
});

test("shows identities, requests and faults in force", async () => {
  const id = await running.newIdentity();
  await running.call("delete", "2023-10-01", id);
  running.emulator.control.setFault("keyVault", { drop: "before", times: 3 });
  await running.vault("x", "GET", "/secrets/x").catch(() => undefined);
  const text = textOf(await page());
  expect(text).toMatch(new RegExp(`${id}\\s+deleted`));
  expect(text).toMatch(new RegExp(`ACS\\s+DELETE\\s+/identities/${id}\\s+204`));
  expect(text).toMatch(/Key Vault\s+GET\s+\/secrets\/x\s+no reply/);
  expect(text).toMatch(/Key Vault\s+\{&quot;drop&quot;:&quot;before&quot;,&quot;times&quot;:2\}/);
});

test("shows what has been closed: a port, the vault", async () => {
  const { control, endpoints } = running.emulator;
  await control.listen("managedIdentity", false);
  control.setVaultAccess(false);
  const text = textOf(await page());
  expect(text).toMatch(new RegExp(`${endpoints.managedIdentity}\\s+\\(refuses connections\\)`));
  expect(text).toMatch(/Access to the vault\s+refused \(403\)/);
});

test("shows no secret: neither tokens and keys in a path, nor queries", async () => {
  const created = await running.acs("POST", "/identities?api-version=2023-10-01", { createTokenWithScopes: ["chat"] });
  const token = field(created.json(), "accessToken", "token");
  const { accessKey: key } = parseConnectionString(running.emulator.connectionString);
  await running.acs("GET", `/identities/${token}?api-version=2023-10-01`);
  await running.acs("GET", `/${encodeURIComponent(key)}?code=hidden-in-the-query`);
  const { body } = await page();
  for (const secret of [token, key, "hidden-in-the-query"]) {
    expect(body).not.toContain(secret);
  }
  expect(body).toContain("/identities/…");
});

test("nothing that comes from outside becomes markup", async () => {
  const attack = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>&`;
  running.emulator.control.setFault("keyVault", { status: 500, path: `/${attack}` });
  await running.acs("GET", `/${encodeURIComponent(attack)}`);
  const { body } = await page();
  expect(body).not.toMatch(/<script|<img|onerror=alert\(1\)>&(?!amp;)/);
  expect(body).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
});

test("every member that it shows is escaped", () => {
  const attack = `</code><script>alert("x")</script>'&`;
  const { body } = homePage({
    resourceId: attack,
    endpoints: { acs: attack, keyVault: attack, managedIdentity: attack, resourceManager: attack },
    state: {
      now: attack,
      identities: [{ id: attack, deleted: false }],
      requests: { acs: {}, keyVault: {}, managedIdentity: {}, resourceManager: {} },
      faults: { acs: { status: 500, retryAfter: attack, method: attack, path: attack } },
      listening: { acs: true, keyVault: true, managedIdentity: true, resourceManager: true },
      acs: { accessAllowed: true, after2028: false },
      keyVault: { accessAllowed: true },
    },
    requests: [{ at: 0, service: "acs", method: attack, path: attack, status: 200 }],
  });
  expect(body).not.toContain("<script");
  expect(body.split("&lt;script&gt;").length).toBeGreaterThan(10);
});

test("may load and run nothing; its own style is let in by its hash", async () => {
  const { headers, body } = await page();
  const [, style = ""] = /<style>([^]*)<\/style>/.exec(body) ?? [];
  const hash = createHash("sha256").update(style).digest("base64");
  expect(headers["content-security-policy"]).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(headers).toMatchObject({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
  expect(body).not.toMatch(/<script|<link|<img|<iframe|style=|\son\w+=|url\(|@import/);
});

test("can be read by everybody: language, title, one main heading, named columns and regions", async () => {
  await running.acs("POST", "/identities?api-version=2023-10-01");
  const { body } = await page();
  expect(body).toContain('<html lang="en">');
  expect(body).toContain("<title>ACS emulator</title>");
  expect(body.match(/<h1>/g)).toHaveLength(1);
  const ids = [...body.matchAll(/aria-labelledby="(\w+)"/g)].map(([, id = ""]) => id);
  expect(ids).toEqual(["requests", "identities"]);
  for (const id of ids) {
    expect(body).toContain(`<h2 id="${id}">`);
  }
  expect(body.match(/<th /g)).toHaveLength((body.match(/<th scope="col">/g) ?? []).length);
});

test("the newest 100 of many identities, the last 50 requests", async () => {
  for (let i = 0; i < 101; i += 1) {
    await running.acs("POST", "/identities?api-version=2023-10-01");
  }
  const text = textOf(await page());
  expect(text).toContain("Identities (the newest 100 of 101)");
  expect(text.match(/POST/g)).toHaveLength(50);
});

test.each(["acs", "keyVault", "managedIdentity"] as const)(
  "the icon that a browser asks %s for is no request either",
  async (service) => {
    const reply = await running.send(`${running.emulator.endpoints[service]}/favicon.ico`);
    expect([reply.status, reply.body]).toEqual([204, ""]);
    expect(running.emulator.control.lastRequests()).toEqual([]);
    expect(running.emulator.control.state().requests[service]).toEqual({});
  },
);

test("looking at it is no request, and a reset empties it", async () => {
  await running.acs("POST", "/identities?api-version=2023-10-01");
  await page();
  expect(running.emulator.control.state().requests.acs).toEqual({ createIdentity: 1 });
  expect(textOf(await page())).toContain("/identities");
  await running.emulator.control.reset();
  expect(textOf(await page())).not.toContain("/identities");
});
