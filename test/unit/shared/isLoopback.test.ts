import { isLoopback } from "../../../shared/isLoopback";

it.each(["https://localhost", "https://LOCALHOST:8443", "https://127.0.0.1:8443/", "https://[::1]:8443"])(
  "%s is on this machine",
  (url) => {
    expect(isLoopback(url)).toBe(true);
  },
);

it.each([
  "https://contoso.vault.azure.net",
  "https://localhost.contoso.com",
  "https://127.0.0.1.contoso.com",
  "https://contoso.com:443/localhost",
  "https://localhost@contoso.com",
  "https://0.0.0.0",
  "https://[::]",
  "https://10.0.0.1",
])("%s is not taken for loopback", (url) => {
  expect(isLoopback(url)).toBe(false);
});
