import { connectAhead, sdkConnections } from "../../../../shared/resilience/sdkConnections";

const open = jest.spyOn(sdkConnections, "openAhead").mockReturnValue();

afterEach(() => {
  open.mockClear();
});

test.each([
  ["https://v.vault.azure.net", "v.vault.azure.net", 443],
  ["https://localhost:8443/a/b", "localhost", 8443],
  ["https://[::1]:8443/", "::1", 8443],
])("the connection to %s is opened to the host and port that a request goes to", (url, host, port) => {
  connectAhead(url, { NO_PROXY: "*" });
  expect(open.mock.calls).toEqual([[host, port]]);
});

test.each(["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "all_proxy"])(
  "none is opened past the proxy that %s names",
  (name) => {
    connectAhead("https://v.vault.azure.net", { [name]: "http://proxy.example:3128" });
    expect(open).not.toHaveBeenCalled();
  },
);
