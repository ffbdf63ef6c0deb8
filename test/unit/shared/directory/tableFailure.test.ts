import { RestError } from "@azure/core-rest-pipeline";
import { tableApiError, tableFailure } from "../../../../shared/directory/tableFailure";
import { UpstreamFailure } from "../../../../shared/resilience/UpstreamFailure";

test.each([
  ["AuthorizationFailure", /network rules/],
  ["AuthorizationPermissionMismatch", /role Storage Table Data Contributor/],
  ["InsufficientAccountPermissions", /role Storage Table Data Contributor/],
  ["AuthenticationFailed", /IDENTITY_TABLE_ENDPOINT.*own Microsoft Entra tenant/],
  ["InvalidAuthenticationInfo", /IDENTITY_TABLE_ENDPOINT.*own Microsoft Entra tenant/],
  ["AccountIsDisabled", /enable the account.*IDENTITY_TABLE_ENDPOINT/],
])("a 403 of Table Storage with the code %s is told as what it is", (code, message) => {
  const details = { odataError: { code } };
  const refusal = Object.assign(new RestError("Forbidden", { statusCode: 403, code }), { details });
  const error = tableApiError(tableFailure(refusal, 0), "AcsIdentities");
  expect(error.code).toBe("UpstreamRejected");
  expect(error.message).toMatch(message);
});

test("a token that there is no identity for is told as the operator's affair", () => {
  const cause = new UpstreamFailure("noCredential", {
    mayHaveActed: false,
    advice: "Set AZURE_CLIENT_ID.",
    cause: undefined,
  });
  expect(tableApiError(tableFailure(cause, 0), "AcsIdentities")).toMatchObject({
    code: "Misconfigured",
    message: "Set AZURE_CLIENT_ID.",
  });
});
