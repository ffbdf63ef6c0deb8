import { createHash } from "node:crypto";
import { parseConnectionString } from "../../shared/connection/parseConnectionString";
import type { Fault } from "../../tools/emulator/index";
import { homePage } from "../../tools/emulator/site/homePage";
import type { Reply } from "./support/send";
import { TestEmulator } from "./support/TestEmulator";
import { field } from "./support/values";

const running = TestEmulator.forAll({ testSurface: true });

beforeEach(async () => {
  await running.emulator.control.reset();
});

async function page(): Promise<Reply> {
  return running.send(`${running.emulator.endpoints.acs}/`);
}

/** What people read: neither tags nor the style. */
function textOf({ body }: Pick<Reply, "body">): string {
  const text = body.replace(/<style>[^]*<\/style>/, "").replace(/<[^<>]*>/g, " ");
  return text.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

test("shows the resource, and that there is nothing yet", async () => {
  const reply = await page();
  expect([reply.status, reply.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  for (const endpoint of Object.values(running.emulator.endpoints)) {
    expect(textOf(reply)).toContain(endpoint);
  }
  expect(textOf(reply)).toMatch(/Access to the vault\s+allowed/);
  expect(textOf(reply)).toContain(`${running.emulator.connectionString} `);
  expect(textOf(reply)).toMatch(/Faults in force\s+None\.[^]+Last requests\s+None\.\s+Identities \(0\)\s+None\./);
});

test("tells the connection string for the host and port by which it was asked for", async () => {
  const { endpoints, connectionString } = running.emulator;
  const reply = await running.send(`${endpoints.acs}/`, { headers: { host: "emulator:$&1" } });
  const { host } = new URL(endpoints.acs);
  expect(textOf(reply)).toContain(`${connectionString.replace(host, () => "emulator:$&1")} `);
});

test("shows identities, requests and faults in force", async () => {
  const id = await running.newIdentity();
  await running.call("delete", "2023-10-01", id);
  running.emulator.control.setFault("keyVault", { drop: "before", times: 3 });
  await running.vault("x", "GET", "/secrets/x").catch(() => undefined);
  const text = textOf(await page());
  expect(text).toMatch(new RegExp(`${id}\\s+deleted`));
  expect(text).toMatch(new RegExp(`ACS\\s+DELETE\\s+/identities/${id}\\s+204\\s+\\d+ ms\\s+\\d\\d:`));
  const closes = "closes the connection before the operation";
  expect(text).toMatch(new RegExp(`Key Vault\\s+GET\\s+/secrets/x\\s+no reply\\s+\\d+ ms\\s+${closes}`));
  expect(text).toMatch(new RegExp(`Key Vault\\s+${closes}\\s+all\\s+2 more`));
});

test("a request without a credential is shown as asked for one, and not as failed as one with a wrong credential", async () => {
  const url = `${running.emulator.endpoints.keyVault}/secrets/x?api-version=7.5`;
  await running.send(url);
  await running.send(url, { headers: { authorization: "Bearer wrong" } });
  const { body } = await page();
  expect(textOf({ body })).toMatch(/Status[^]+\s401\s+\d+ ms[^]+\s401 \(asks for a credential\)\s+\d+ ms/);
  expect(body.match(/class="bad"/g)).toHaveLength(1);
});

test.each<[Fault, string]>([
  [{ status: 503 }, "status 503 | all | until cleared"],
  [{ status: 429, retryAfter: 2, times: 1 }, "status 429, Retry-After 2 | all | 1 more"],
  [
    { status: 404, foreign: "html", delayMs: 5, method: "get" },
    "waits 5 ms, status 404, not the service's own reply (html) | GET | until cleared",
  ],
  [
    { drop: "after", method: "DELETE", path: "/identities/8:acs:", times: 3 },
    "closes the connection after the operation | DELETE /identities/8:acs:… | 3 more",
  ],
  [{ delayMs: 5, path: "/" }, "waits 5 ms | /… | until cleared"],
])("tells the fault %j by its effect, whom it meets, and how many more", async (fault, told) => {
  running.emulator.control.setFault("keyVault", fault);
  const [, row = ""] = /<td role="cell">Key Vault<\/td>([^]*?)<\/tr>/.exec((await page()).body) ?? [];
  const cells = row.split("</td>").map((cell) => textOf({ body: cell }).trim());
  expect(cells.filter(Boolean).join(" | ")).toBe(told);
});

test("the command with which it says a fault is set sets one", async () => {
  const command = /curl --cacert '(\S+)' -X PUT (\S+) -d '(\S+)'/.exec(textOf(await page()));
  const [, caFile, url = "", body = ""] = command ?? [];
  expect(caFile).toBe(running.emulator.caFile);
  expect((await running.send(url, { method: "PUT", body })).status).toBe(204);
  expect(running.emulator.control.state().faults).toEqual({ acs: { status: 429, retryAfter: 2, times: 1 } });
});

test("clears all faults for its own page, and none for those of others", async () => {
  const { control, endpoints } = running.emulator;
  const clear = async (headers: Record<string, string>) =>
    (await running.send(`${endpoints.acs}/emulator/faults`, { method: "DELETE", headers })).status;
  control.setFault("acs", { status: 500 });
  expect(await clear({ origin: "https://attacker.example" })).toBe(403);
  expect(await clear({ host: "attacker.example" })).toBe(403);
  expect(control.state().faults).toEqual({ acs: { status: 500 } });
  expect(await clear({ origin: endpoints.acs })).toBe(204);
  expect(control.state().faults).toEqual({});
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
  const { connectionString } = running.emulator;
  const body = (await page()).body.replace(connectionString, "");
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
  expect(body).not.toMatch(/<script>|<img|onerror=alert\(1\)>&(?!amp;)/);
  expect(body).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
});

test("every member that it shows is escaped", () => {
  const attack = `</code><script>alert("x")</script>'&`;
  const { body } = homePage({
    resourceId: attack,
    emulator: {
      endpoints: { acs: attack, keyVault: attack, managedIdentity: attack, resourceManager: attack },
      connectionString: attack,
      caFile: attack,
      testSurfaceUrl: attack,
    },
    state: {
      now: attack,
      identities: [{ id: attack, deleted: false }],
      requests: { acs: {}, keyVault: {}, managedIdentity: {}, resourceManager: {} },
      faults: { acs: { status: 500, retryAfter: attack, method: attack, path: attack } },
      listening: { acs: true, keyVault: true, managedIdentity: true, resourceManager: true },
      acs: { accessAllowed: true, after2028: false },
      keyVault: { accessAllowed: true },
    },
    requests: [{ at: 0, service: "acs", method: attack, path: attack, status: 200, durationMs: 0 }],
  });
  expect(body).not.toContain("<script>");
  expect(body.split("&lt;script&gt;").length).toBeGreaterThan(10);
});

test("runs the emulator's own script alone, and may ask nobody but the emulator; its own style is let in by its hash", async () => {
  const { headers, body } = await page();
  const [, style = ""] = /<style>([^]*)<\/style>/.exec(body) ?? [];
  const hash = createHash("sha256").update(style).digest("base64");
  const own = `script-src 'self'; connect-src 'self'; style-src 'sha256-${hash}'`;
  expect(headers["content-security-policy"]).toBe(
    `default-src 'none'; ${own}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(headers).toMatchObject({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
  expect(body.match(/<script[^>]*>[^]*?<\/script>/g)).toEqual(['<script src="/live.js" defer></script>']);
  expect(body).not.toMatch(/<link|<img|<iframe|style=|\son\w+=|url\(|@import/);
});

test("can be read by everybody: language, title, one main heading, named columns and regions", async () => {
  await running.acs("POST", "/identities?api-version=2023-10-01");
  const { body } = await page();
  expect(body).toContain('<html lang="en">');
  expect(body).toContain("<title>ACS emulator</title>");
  expect(body.match(/<h1>/g)).toHaveLength(1);
  const ids = [...body.matchAll(/role="region" aria-labelledby="(\w+)"/g)].map(([, id = ""]) => id);
  expect(ids).toEqual(["requests", "identities"]);
  for (const id of ids) {
    expect(body).toContain(`<h2 id="${id}" tabindex="-1">`);
  }
  expect(body.match(/<th /g)).toHaveLength((body.match(/<th scope="col" role="columnheader">/g) ?? []).length);
});

test("the newest 100 of many identities, the last 200 requests, no more of a path than services have", async () => {
  for (let i = 0; i < 101; i += 1) {
    await running.newIdentity();
    await running.acs("GET", `/request-${i}?api-version=2023-10-01`);
  }
  await running.send(`${running.emulator.endpoints.acs}${"/long".repeat(1000)}`);
  const text = textOf(await page());
  expect(text.match(/(?:\/long)+/g)).toEqual(["/long".repeat(60)]);
  expect(text).toContain("Identities (the newest 100 of 101)");
  expect(text.match(/\s(?:POST|GET)\s/g)).toHaveLength(200);
  expect(text.match(/\/request-\d+/g)?.map((path) => Number(path.slice(9)))).toEqual(
    Array.from({ length: 100 }, (_, i) => 100 - i),
  );
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
