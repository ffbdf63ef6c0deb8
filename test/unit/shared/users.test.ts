import { deadlineIn } from "../../../shared/deadline";
import { ApiError } from "../../../shared/errors";
import { createServices } from "../../../shared/services";
import { readSettings } from "../../../shared/settings/settings";
import { ManualClock } from "../../../tools/kit/ManualClock";
import { IdentityProvider } from "../../../tools/testbed/identityProvider/IdentityProvider";
import { USUAL } from "../../../tools/testbed/identityProvider/TestIssuer";
import { errorFrom } from "../../support/errorFrom";
import { httpRequest } from "../../support/httpRequest";
import { recordLog } from "../../support/recordLog";

const clock = new ManualClock();
let provider: IdentityProvider;

beforeAll(async () => {
  provider = await IdentityProvider.start({ clock });
});

afterAll(async () => {
  await provider.stop();
});

test("an issuer that throttles is left alone by the health check, too, for as long as it says", async () => {
  const environment = {
    KEY_VAULT_URL: "https://contoso.vault.azure.net",
    USER_AUTH: "jwt",
    JWT_ISSUERS: provider.issuer,
    JWT_AUDIENCES: USUAL.audience,
    IDENTITY_TABLE_ENDPOINT: "https://contoso.table.core.windows.net",
  };
  const { users } = createServices(readSettings(environment), {
    environment,
    clock,
    log: recordLog().log,
    random: () => 0,
  });
  let asked = 0;
  provider.inTrouble((_request, response) => {
    asked += 1;
    response.writeHead(429, { "Retry-After": "30" }).end();
  });
  const request = httpRequest({ headers: { Authorization: `Bearer ${await provider.tokens.mint()}` } });

  const error = await errorFrom(ApiError, async () => users?.identify(request, deadlineIn(7_500, clock)));
  const reports = await Promise.all((users?.healthChecks ?? []).slice(1).map((check) => check.report()));

  expect(error).toMatchObject({ code: "UpstreamUnavailable", retryAfterSeconds: 30 });
  expect(reports).toMatchObject([{ name: "issuers", status: "degraded" }]);
  expect(asked).toBe(1);
});
