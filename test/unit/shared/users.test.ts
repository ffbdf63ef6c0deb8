import { deadlineIn } from "../../../shared/deadline";
import { ApiError } from "../../../shared/errors";
import { createServices } from "../../../shared/services";
import { readSettings } from "../../../shared/settings/settings";
import { ManualClock } from "../../../tools/kit/ManualClock";
import { TestIssuer, USUAL } from "../../../tools/testbed/identityProvider/TestIssuer";
import { errorFrom } from "../../support/errorFrom";
import { httpRequest } from "../../support/httpRequest";
import { recordLog } from "../../support/recordLog";

const ISSUER = "https://issuer.example";

afterEach(() => {
  jest.restoreAllMocks();
});

test("an issuer that throttles is left alone by the health check, too, for as long as it says", async () => {
  const environment = {
    KEY_VAULT_URL: "https://contoso.vault.azure.net",
    USER_AUTH: "jwt",
    JWT_ISSUERS: ISSUER,
    JWT_AUDIENCES: USUAL.audience,
    IDENTITY_TABLE_ENDPOINT: "https://contoso.table.core.windows.net",
  };
  const clock = new ManualClock();
  const { users } = createServices(readSettings(environment), {
    environment,
    clock,
    log: recordLog().log,
    random: () => 0,
  });
  const token = await (await TestIssuer.create(ISSUER, clock)).mint();
  const busy = () => Promise.resolve(new Response(null, { status: 429, headers: { "Retry-After": "30" } }));
  const fetched = jest.spyOn(globalThis, "fetch").mockImplementation(busy);
  const request = httpRequest({ headers: { Authorization: `Bearer ${token}` } });

  const error = await errorFrom(ApiError, async () => users?.identify(request, deadlineIn(7_500, clock)));
  const reports = await Promise.all((users?.healthChecks ?? []).slice(1).map((check) => check.report()));

  expect(error).toMatchObject({ code: "UpstreamUnavailable", retryAfterSeconds: 30 });
  expect(reports).toMatchObject([{ name: "issuers", status: "degraded" }]);
  expect(fetched).toHaveBeenCalledTimes(1);
});
