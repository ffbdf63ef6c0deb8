import { once } from "node:events";
import type { AccessToken, TokenCredential } from "@azure/identity";
import { createCredential } from "../../../../shared/azureIdentity";
import { readFromIdentity } from "../../../../shared/connection/readFromIdentity";
import { ApiError } from "../../../../shared/errors";
import { UpstreamFailure } from "../../../../shared/resilience/UpstreamFailure";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { deferred } from "../../../support/deferred";
import { errorFrom } from "../../../support/errorFrom";
import { TokenEndpoint } from "../support/TokenEndpoint";

jest.mock("../../../../shared/azureIdentity");

const TOKEN: AccessToken = { token: "a-token", expiresOnTimestamp: 1_769_900_000_000 };

const random = () => 0;

describe("an app with a managed identity", () => {
  let endpoint: TokenEndpoint;

  beforeAll(async () => {
    endpoint = await TokenEndpoint.start();
  });

  afterAll(() => {
    endpoint.stop();
  });

  test("gets a token afresh by each read, without the identity library", async () => {
    const { token: access_token, expiresOnTimestamp } = TOKEN;
    endpoint.answer = { status: 200, body: JSON.stringify({ access_token, expires_on: expiresOnTimestamp / 1000 }) };
    const environment = { IDENTITY_ENDPOINT: endpoint.url };
    const read = readFromIdentity({ environment, clock: new ManualClock(), random });
    expect([await read(), await read()]).toEqual([TOKEN, TOKEN]);
    expect(endpoint.asked).toHaveLength(2);
    expect(createCredential).not.toHaveBeenCalled();
  });

  test("is told within 5 seconds that no token comes, where there is no answer", async () => {
    endpoint.answer = undefined;
    const clock = new ManualClock();
    const started = clock.now();
    const read = readFromIdentity({ environment: { IDENTITY_ENDPOINT: endpoint.url }, clock, random })();
    await once(endpoint.server, "request");
    const error = await errorFrom(ApiError, () => clock.run(read));
    expect([error.code, error.message]).toEqual(["UpstreamUnavailable", expect.stringContaining("did not answer")]);
    expect(clock.now() - started).toBeLessThanOrEqual(5_000);
  });
});

describe("on a developer's machine", () => {
  const clock = new ManualClock();
  const getToken = jest.fn<ReturnType<TokenCredential["getToken"]>, Parameters<TokenCredential["getToken"]>>();

  function setUp() {
    jest.mocked(createCredential).mockReturnValue({ getToken });
    return readFromIdentity({ environment: {}, clock, random });
  }

  test("the token is that of whoever develops, for ACS", async () => {
    getToken.mockResolvedValueOnce(TOKEN);
    expect(await setUp()()).toEqual(TOKEN);
    expect(getToken.mock.lastCall?.[0]).toBe("https://communication.azure.com//.default");
  });

  test("nobody signed in is Misconfigured, with what to do", async () => {
    const options = { mayHaveActed: false, advice: "Run az login.", cause: undefined };
    getToken.mockRejectedValueOnce(new UpstreamFailure("noCredential", options));
    const error = await errorFrom(ApiError, setUp());
    expect([error.code, error.message]).toEqual(["Misconfigured", "Run az login."]);
  });

  test("a token that comes too late for one read is the next one's, so that a slow az serves, too", async () => {
    getToken.mockClear();
    const slow = deferred<AccessToken>();
    getToken.mockReturnValueOnce(slow.promise).mockRejectedValue(new Error("Asked twice."));
    const read = setUp();
    const error = await errorFrom(ApiError, () => clock.run(read()));
    expect(error.code).toBe("UpstreamUnavailable");
    slow.resolve(TOKEN);
    await clock.advance(0);
    expect(await read()).toEqual(TOKEN);
    expect(getToken).toHaveBeenCalledTimes(1);
  });
});
