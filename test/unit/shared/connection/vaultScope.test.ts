import { vaultScope } from "../../../../shared/connection/vaultScope";

test.each([
  ["https://contoso.vault.azure.net", "https://vault.azure.net/.default"],
  ["https://CONTOSO-2.Vault.Azure.NET:443/", "https://vault.azure.net/.default"],
  ["https://contoso.vault.azure.cn", "https://vault.azure.cn/.default"],
  ["https://contoso.vault.usgovcloudapi.net", "https://vault.usgovcloudapi.net/.default"],
  ["https://localhost:8443", "https://vault.azure.net/.default"],
  ["https://127.0.0.1:8443", "https://vault.azure.net/.default"],
])("%s takes tokens of %s", (vaultUrl, scope) => {
  expect(vaultScope(vaultUrl)).toBe(scope);
});

test.each([
  "https://contoso.vault.azure.net.example.com",
  "https://contoso.vault.azure.net.",
  "https://contoso.vault.azure.net:8443",
  "https://vault.azure.net",
  "https://example.com/contoso.vault.azure.net",
  "https://contoso.vault.azure.net@example.com",
  "https://contoso-vault.azure.net",
  "https://contoso.evilvault.azure.net",
  "https://contoso.vault-azure.net",
  "https://a.contoso.vault.azure.net",
  "https://contoso.privatelink.vaultcore.azure.net",
  "https://contoso.managedhsm.azure.net",
  "https://contoso.vault.azure.com",
  "https://localhost.example.com",
  "https://10.0.0.1",
  "http://contoso.vault.azure.net",
  "http://localhost:8080",
])("%s is sent no token before it has said which it takes", (vaultUrl) => {
  expect(vaultScope(vaultUrl)).toBeUndefined();
});
