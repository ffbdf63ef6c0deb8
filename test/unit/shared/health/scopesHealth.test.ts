import { LEFT_OUT } from "../../../../shared/acs/ScopeRefusals";
import { ACS_SDKS } from "../../../../shared/acs/sdks";
import { EVIDENCE_MAX_AGE_MS } from "../../../../shared/health/HealthCheck";
import { retirementIn, scopesHealth } from "../../../../shared/health/scopesHealth";
import { readSettings } from "../../../../shared/settings/settings";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { pageOf } from "../../docs/pages";

const VAULT = { KEY_VAULT_URL: "https://contoso.vault.azure.net" };
const USERS = { ...VAULT, USER_AUTH: "jwt", JWT_ISSUERS: "https://i.example", JWT_AUDIENCES: "us" };
const TABLES = { ...USERS, IDENTITY_TABLE_ENDPOINT: "https://contoso.table.core.windows.net" };
const VOIP = { ACS_DEFAULT_SCOPES: "voip", ACS_ALLOWED_SCOPES: "voip,voip.join" };

test.each([
  [VAULT, "chat, chat.join and chat.join.limited", "ACS_DEFAULT_SCOPES and ACS_ALLOWED_SCOPES"],
  [{ ...VAULT, ACS_DEFAULT_SCOPES: "voip" }, "chat, chat.join and chat.join.limited", "ACS_ALLOWED_SCOPES"],
  [{ ...VAULT, ACS_SDK: "administration" }, "chat and pstn", "ACS_DEFAULT_SCOPES and ACS_ALLOWED_SCOPES"],
  [{ ...TABLES, ...VOIP }, "chat", "MY_TOKEN_SCOPES"],
])("with %j the operator is told that %s will end, and of the settings %s", (environment, scopes, settings) => {
  const told = retirementIn(readSettings(environment));
  expect(told).toContain(`ends ${scopes} on 30 September 2028, which ${settings} allow until then; docs/after-2028.md`);
});

test("who allows nothing that ends is told nothing", () => {
  expect(retirementIn(readSettings({ ...TABLES, ...VOIP, MY_TOKEN_SCOPES: "voip" }))).toBeUndefined();
});

test("the page of what ends says of the same scopes that they will open nothing", () => {
  const { text } = pageOf("docs/after-2028.md");
  const ending = [...text.matchAll(/^\| `([\w.]+)` +\| opens nothing/gm)].map(([, scope]) => scope);
  const all = readSettings({ ...VAULT, ACS_ALLOWED_SCOPES: ACS_SDKS.identity.scopes.join() });
  const older = readSettings({ ...VAULT, ACS_SDK: "administration" });
  for (const scope of ending) {
    expect([retirementIn(all), retirementIn(older)].join()).toMatch(new RegExp(` ends [^;]*\\b${scope}[, ]`));
  }
  expect(ending).toHaveLength(4);
});

test("health is well until ACS refuses something, and then says what", async () => {
  const clock = new ManualClock();
  const look = (refusals: Parameters<typeof scopesHealth>[1]) => scopesHealth("It ends.", refusals, clock).report();
  const ofSetting = { message: "Set it.", at: clock.monotonic() };

  expect(await look({ leavesOut: false, latestOfSetting: undefined })).toMatchObject({
    name: "scopes",
    status: "healthy",
    message: "It ends.",
  });
  const leftOut = { status: "degraded", message: LEFT_OUT };
  expect(await look({ leavesOut: true, latestOfSetting: undefined })).toMatchObject(leftOut);
  expect(await look({ leavesOut: true, latestOfSetting: ofSetting })).toMatchObject({
    status: "degraded",
    message: "Set it.",
  });
  await clock.run(clock.sleep(EVIDENCE_MAX_AGE_MS));
  expect(await look({ leavesOut: true, latestOfSetting: ofSetting })).toMatchObject(leftOut);
});
