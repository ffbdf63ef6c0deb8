import { acsApiError, ScopesRefusedError } from "../../../../shared/acs/acsApiError";
import type { TokenGrant } from "../../../../shared/acs/AcsClient";
import { acsFailure } from "../../../../shared/acs/acsFailure";
import { ASK_AGAIN_MS, type Grant, LEFT_OUT, ScopeRefusals, type ScopesBy } from "../../../../shared/acs/ScopeRefusals";
import type { TokenScope } from "../../../../shared/acs/sdks";
import { ApiError } from "../../../../shared/errors";
import { UpstreamFailure } from "../../../../shared/resilience/UpstreamFailure";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { errorFrom } from "../../../support/errorFrom";
import { recordLog } from "../../../support/recordLog";

/** ACS that refuses scopes, the service's memory of it, and what ACS was asked for. */
function setUp(...refused: TokenScope[]) {
  const clock = new ManualClock();
  const { log, logged } = recordLog();
  const refusals = new ScopeRefusals({ clock, log });
  const asked: string[] = [];
  const acs = { host: "a.communication.azure.com", refused };
  const mint = ({ scopes }: TokenGrant) => {
    asked.push(scopes.join());
    return scopes.some((scope) => acs.refused.includes(scope))
      ? Promise.reject(
          new ScopesRefusedError(new UpstreamFailure("scopesRefused", { mayHaveActed: false, cause: "no" })),
        )
      : Promise.resolve(scopes.join());
  };
  const granting = (scopesBy: ScopesBy, ...scopes: Grant["scopes"]) =>
    refusals.granting({ scopes, scopesBy }, () => Promise.resolve(acs.host), mint);
  const byDefault = () => granting("default", "chat", "voip");
  return { acs, asked, byDefault, clock, granting, logged, refusals };
}

describe("scopes that nobody has asked for", () => {
  test("are all granted while ACS serves them", async () => {
    const { asked, byDefault, logged, refusals } = setUp();
    await expect(byDefault()).resolves.toBe("chat,voip");
    expect([asked, logged, refusals.leavesOut]).toEqual([["chat,voip"], [], false]);
  });

  test("are left out once refused, and asked for no more; the log says so once", async () => {
    const { asked, byDefault, logged, refusals } = setUp("chat");
    const together = await Promise.all([byDefault(), byDefault()]);
    expect([...together, await byDefault()]).toEqual(["voip", "voip", "voip"]);
    expect(asked).toEqual(["chat,voip", "chat,voip", "voip", "voip", "voip"]);
    expect(logged).toMatchObject([{ level: "warn", message: LEFT_OUT, scopes: ["chat"] }]);
    expect(refusals.leavesOut).toBe(true);
  });

  test("are asked for again after a while, by one request", async () => {
    const { asked, byDefault, clock, logged } = setUp("chat");
    await byDefault();
    await clock.run(clock.sleep(ASK_AGAIN_MS));
    asked.length = 0;
    await Promise.all([byDefault(), byDefault()]);
    expect(asked.sort()).toEqual(["chat,voip", "voip", "voip"]);
    await byDefault();
    expect(asked.slice(3)).toEqual(["voip"]);
    expect(logged).toHaveLength(1);
  });

  test("are granted again when ACS serves them again, which the log says", async () => {
    const { acs, byDefault, clock, logged, refusals } = setUp("chat");
    await byDefault();
    acs.refused = [];
    await expect(byDefault()).resolves.toBe("voip");
    await clock.run(clock.sleep(ASK_AGAIN_MS));
    await expect(byDefault()).resolves.toBe("chat,voip");
    await expect(byDefault()).resolves.toBe("chat,voip");
    expect(logged.map(({ level }) => level)).toEqual(["warn", "info"]);
    expect(refusals.leavesOut).toBe(false);
  });

  test("are asked for at once of another resource", async () => {
    const { acs, asked, byDefault } = setUp("chat");
    await byDefault();
    acs.host = "b.communication.azure.com";
    await byDefault();
    expect(asked.slice(2)).toEqual(["chat,voip", "voip"]);
  });

  test("are not left out where what stays fails as well: they were not the reason", async () => {
    const { byDefault, granting, logged, refusals } = setUp("chat", "voip");
    const error = await errorFrom(ApiError, byDefault);
    expect([error.code, refusals.leavesOut, logged]).toEqual(["Misconfigured", false, []]);
    await expect(granting("default", "voip.join")).resolves.toBe("voip.join");
  });
});

test.each<[ScopesBy, TokenScope[], TokenScope[], { code: string; named: RegExp; targets: string[] }]>([
  ["caller", ["chat"], ["chat"], { code: "ScopeNotAllowed", named: /the scope chat; /, targets: ["scopes[0]"] }],
  [
    "caller",
    ["voip", "chat"],
    ["chat"],
    { code: "ScopeNotAllowed", named: /the scope chat; /, targets: ["scopes[1]"] },
  ],
  ["caller", ["voip"], ["voip"], { code: "ScopeNotAllowed", named: /the scope voip; /, targets: ["scopes[0]"] }],
  [
    "caller",
    ["chat.join", "chat.join.limited"],
    ["chat.join"],
    { code: "ScopeNotAllowed", named: /chat\.join; .*chat\.join\.limited; /, targets: ["scopes[0]", "scopes[1]"] },
  ],
  [
    "ACS_DEFAULT_SCOPES",
    ["chat", "voip"],
    ["chat"],
    { code: "Misconfigured", named: /with chat; set ACS_DEFAULT_SCOPES /, targets: [] },
  ],
  [
    "MY_TOKEN_SCOPES",
    ["chat"],
    ["chat"],
    { code: "Misconfigured", named: /with chat; set MY_TOKEN_SCOPES /, targets: [] },
  ],
  ["default", ["voip"], ["voip"], { code: "Misconfigured", named: /with voip; set ACS_DEFAULT_SCOPES /, targets: [] }],
])("by the word of %s, of %j those refused, %j, are told by name, and none is dropped", async (by, scopes, ...row) => {
  const [refused, { code, named, targets }] = row;
  const { asked, granting, logged, refusals } = setUp(...refused);
  const error = await errorFrom(ApiError, () => granting(by, ...scopes));
  expect([error.code, error.details.map(({ target }) => target)]).toEqual([code, targets]);
  expect(error.message).toMatch(named);
  expect(error.cause).toBeInstanceOf(UpstreamFailure);
  expect([asked, logged, refusals.leavesOut]).toEqual([[scopes.join()], [], false]);
  expect(refusals.latestOfSetting?.message).toBe(code === "Misconfigured" ? error.message : undefined);
});

describe("a refusal that can be of the scopes, or of the right to ask", () => {
  const refusedBy = (refused: TokenScope[]) => {
    const asked: string[] = [];
    const mint = ({ scopes }: TokenGrant) => {
      asked.push(scopes.join());
      const call = { status: 403, code: "Forbidden", cause: undefined };
      return scopes.some((scope) => refused.includes(scope))
        ? Promise.reject(acsApiError(acsFailure(call, "identity", 0, { scopes }), "identity"))
        : Promise.resolve(scopes.join());
    };
    return { asked, mint, refusals: new ScopeRefusals({ clock: new ManualClock(), log: recordLog().log }) };
  };
  const host = () => Promise.resolve("a");

  test("is taken for one of the scopes where the others are granted", async () => {
    const { asked, mint, refusals } = refusedBy(["chat"]);
    const grant: Grant = { scopes: ["chat", "voip"], scopesBy: "default" };
    await expect(refusals.granting(grant, host, mint)).resolves.toBe("voip");
    expect([asked, refusals.leavesOut]).toEqual([["chat,voip", "voip"], true]);
  });

  test.each<ScopesBy>(["default", "caller", "ACS_DEFAULT_SCOPES"])(
    "is told as one of the right where that is not seen, of scopes by the word of %s",
    async (scopesBy) => {
      const { mint, refusals } = refusedBy(["chat", "voip"]);
      const error = await errorFrom(ApiError, () =>
        refusals.granting({ scopes: ["chat", "voip"], scopesBy }, host, mint),
      );
      expect([error.code, refusals.leavesOut, refusals.latestOfSetting]).toEqual([
        "UpstreamRejected",
        false,
        undefined,
      ]);
      expect(error.message).toContain("Communication and Email Service Owner");
    },
  );
});

test("another resource that serves the scopes is not said to serve them again", async () => {
  const { acs, byDefault, logged, refusals } = setUp("chat");
  await byDefault();
  acs.host = "b.communication.azure.com";
  acs.refused = [];
  await expect(byDefault()).resolves.toBe("chat,voip");
  expect([refusals.leavesOut, logged.map(({ level }) => level)]).toEqual([false, ["warn"]]);
});

test("the host of ACS is not asked for while nothing is refused", async () => {
  const { refusals } = setUp();
  const host = jest.fn(() => Promise.resolve("a"));
  const grant: Grant = { scopes: ["chat", "voip"], scopesBy: "default" };
  await expect(refusals.granting(grant, host, ({ scopes }) => Promise.resolve(scopes.join()))).resolves.toBe(
    "chat,voip",
  );
  expect(host).not.toHaveBeenCalled();
});

test("what fails for another reason fails for that, and nothing is left out", async () => {
  const { refusals } = setUp();
  const busy = new ApiError("TooManyRequests", "Wait.");
  const mint = jest.fn(() => Promise.reject(busy));
  const host = () => Promise.resolve("a");
  await expect(refusals.granting({ scopes: ["chat", "voip"], scopesBy: "default" }, host, mint)).rejects.toBe(busy);
  expect(mint).toHaveBeenCalledTimes(1);
});
