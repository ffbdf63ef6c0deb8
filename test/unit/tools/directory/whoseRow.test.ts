import { rowKeysOf } from "../../../../shared/directory/rowKeys";
import { whoseRow } from "../../../../tools/directory/whoseRow";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { type Changes, TestIssuer } from "../../../../tools/testbed/identityProvider/TestIssuer";
import { callerOfHeaders } from "../../../support/callerOfHeaders";
import { appService, entraPrincipal, staticWebApps } from "../../../support/principals";

const tenantId = "0ac5de57-0000-4000-8000-00000000000a";
const objectId = "0ac5de57-0000-4000-8000-00000000000b";
const V2 = `https://login.microsoftonline.com/${tenantId}/v2.0`;
const ISSUER = "https://issuer.example/";
const B2C = `https://contoso.b2clogin.com/${tenantId}/v2.0/`;

const clock = new ManualClock();

/** Where the service keeps the row of a user with these credentials. */
async function rowKeyOf(credential: { principal: string } | { claims: Changes }): Promise<string> {
  const tokens = await TestIssuer.create(ISSUER, clock);
  const headers =
    "principal" in credential
      ? { "x-ms-client-principal": credential.principal }
      : { Authorization: `Bearer ${await tokens.mint(credential.claims)}` };
  const { key } = await callerOfHeaders({ issuers: [ISSUER, V2, B2C], tokens, clock })(headers);
  return rowKeysOf(key).rowKey;
}

test.each([
  [
    "a user of Entra with a principal",
    { entra: `${tenantId}/${objectId}` },
    { principal: entraPrincipal({ tenantId, objectId }) },
  ],
  [
    "a user of Entra in capitals",
    { entra: `${tenantId}/${objectId.toUpperCase()}` },
    { claims: { iss: V2, tid: tenantId, oid: objectId } },
  ],
  [
    "a user of another issuer",
    { issuer: ISSUER, subject: "auth0|50 7" },
    { claims: { iss: ISSUER, sub: "auth0|50 7" } },
  ],
  [
    "a user of App Service",
    { "app-service": "google/1154/7" },
    { principal: appService("google", { nameidentifier: "1154/7" }) },
  ],
  ["a user of Static Web Apps", { "static-web-apps": "github/d75b" }, { principal: staticWebApps({ userId: "d75b" }) }],
  [
    "a user of Azure AD B2C without a subject",
    { issuer: B2C, object: objectId },
    { claims: { iss: B2C, sub: "Not supported currently. Use oid claim.", oid: objectId } },
  ],
  [
    "a user of Azure AD B2C by App Service",
    { "app-service": "aad/a-subject" },
    { principal: appService("aad", { iss: B2C, sub: "a-subject" }) },
  ],
])("an operator who names %s gets the row that the service keeps for them", async (_, options, credential) => {
  expect(whoseRow(options)).toEqual({ rowKey: await rowKeyOf(credential) });
});
