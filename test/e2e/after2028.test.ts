import * as z from "zod";
import { ASK_AGAIN_MS, LEFT_OUT } from "../../shared/acs/ScopeRefusals";
import { FINDING_MAX_AGE_MS } from "../../shared/health/HealthCheck";
import type { Emulator } from "../../tools/emulator/index";
import { type ApiUnderTest, errorOf, type Reply, type TestOptions, tokenOf, withApi } from "../support/ApiUnderTest";
import { staticWebApps } from "../support/principals";
import { until } from "../support/until";
import { apiForAll } from "./support/apiForAll";
import { healthIn } from "./support/healthOf";

/** ACS as it will be after 30 September 2028: it refuses chat. */
const prepare = ({ control }: Emulator): void => {
  control.setAfter2028(true);
};

const WAYS: (TestOptions & { sdk: string })[] = [
  { sdk: "identity", keyless: false },
  { sdk: "identity", keyless: true },
  { sdk: "administration", keyless: false },
];

type Call = (api: ApiUnderTest, scopes?: readonly string[]) => Promise<Reply>;

/** Each call that mints a token: with the scopes asked for by name, or with those by default. */
const MINTING: Record<string, Call> = {
  IssueToken: async (api, scopes) => {
    const path = `/identities/${await api.createIdentity()}/tokens`;
    return scopes ? await api.sendJson("POST", path, { scopes }) : await api.send("POST", path);
  },
  IssueMyToken: (api, scopes) => api.sendJson("POST", "/me/tokens", scopes ? { scopes } : {}, asAlice()),
  GetMyToken: (api) => api.send("GET", "/me/token", { headers: asAlice() }),
  CreateIdentity: (api, scopes) => api.sendJson("POST", "/identities", scopes ? { scopes } : {}),
};
const BY_DEFAULT = ["IssueToken", "IssueMyToken", "GetMyToken"];
const BY_NAME = ["IssueToken", "IssueMyToken", "CreateIdentity"];

const asAlice = () => ({ "x-ms-client-principal": staticWebApps() });

const call = async (api: ApiUnderTest, name: string, scopes?: readonly string[]) => {
  const minting = MINTING[name];
  return minting ? await minting(api, scopes) : fail(name);
};

const fail = (name: string): never => {
  throw new Error(`There is no call ${name}.`);
};

const claims = z.object({ acsScope: z.string() });

/** The scopes that a reply names, and those of its token. */
function scopesOf(reply: Reply): unknown[] {
  const { token, scopes } = tokenOf(reply);
  const [, payload = ""] = token.split(".");
  const { acsScope } = claims.parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
  return [scopes, acsScope.split(",")];
}

const linesWith = (api: ApiUnderTest, text: string) => api.logLines.filter((line) => line.includes(text));

describe.each(WAYS)(
  "after 2028, with ACS_SDK=$sdk and keyless $keyless, an install without settings of scopes",
  (way) => {
    const environment = { ACS_SDK: way.sdk, USER_AUTH: "easyauth" };
    const api = apiForAll({ keyless: way.keyless, environment, prepare });

    test.each(BY_DEFAULT)("serves %s with voip alone, and says so", async (name) => {
      const reply = await call(api(), name);
      expect(reply.status).toBe(200);
      expect(scopesOf(reply)).toEqual([["voip"], ["voip"]]);
    });

    test.each(BY_NAME)("refuses chat to who asks for it by name in %s, and gives voip", async (name) => {
      const identities = () =>
        api()
          .emulator.control.state()
          .identities.filter(({ deleted }) => !deleted).length;
      await call(api(), "GetMyToken");
      const before = identities() + (name === "IssueToken" ? 1 : 0);
      const refused = await call(api(), name, ["voip", "chat"]);
      expect([refused.status, errorOf(refused).code]).toEqual([403, "ScopeNotAllowed"]);
      expect(errorOf(refused).details).toMatchObject([{ target: "scopes[1]" }]);
      expect(errorOf(refused).message).toContain("refuses tokens with the scope chat");
      expect(identities()).toBe(before);
      expect(scopesOf(await call(api(), name, ["voip"]))).toEqual([["voip"], ["voip"]]);
    });

    test("tells its log once what it leaves out, and health as long as it does", async () => {
      await call(api(), "IssueToken");
      await call(api(), "GetMyToken");
      await until(() => linesWith(api(), LEFT_OUT).length > 0);
      expect(linesWith(api(), LEFT_OUT)).toHaveLength(1);
      await api().pass(FINDING_MAX_AGE_MS);
      expect(await scopesCheck(api())).toMatchObject({ status: "degraded", message: LEFT_OUT });
    });

    test("is served chat again, when ACS serves it again", async () => {
      api().emulator.control.setAfter2028(false);
      expect(scopesOf(await call(api(), "IssueToken"))[0]).toEqual(["voip"]);
      await api().pass(ASK_AGAIN_MS);
      expect(scopesOf(await call(api(), "IssueToken"))[0]).toEqual(["chat", "voip"]);
      expect(scopesOf(await call(api(), "GetMyToken"))[0]).toEqual(["chat", "voip"]);
      expect(await scopesCheck(api())).toMatchObject({ status: "healthy" });
    });
  },
);

test("after 2028, settings that name chat are Misconfigured by their name, which users are not told", async () => {
  const environment = { USER_AUTH: "easyauth", ACS_DEFAULT_SCOPES: "chat,voip", MY_TOKEN_SCOPES: "voip,chat" };
  await withApi({ environment, prepare }, async (api) => {
    const ofKeyHolder = await call(api, "IssueToken");
    expect([ofKeyHolder.status, errorOf(ofKeyHolder).code]).toEqual([500, "Misconfigured"]);
    expect(errorOf(ofKeyHolder).message).toContain("with chat; set ACS_DEFAULT_SCOPES");

    const ofUser = await call(api, "GetMyToken");
    expect([ofUser.status, errorOf(ofUser).code]).toEqual([500, "Misconfigured"]);
    expect(ofUser.text).not.toContain("SCOPES");
    await until(() => linesWith(api, "with chat; set MY_TOKEN_SCOPES").length > 0);
    expect(linesWith(api, "with chat; set MY_TOKEN_SCOPES")).toHaveLength(1);

    expect((await scopesCheck(api)).message).toContain("MY_TOKEN_SCOPES");
    expect(scopesOf(await call(api, "IssueToken", ["voip"]))[0]).toEqual(["voip"]);
  });
});

test("before 2028 the start's log and health name once, as no error, what will end", async () => {
  await withApi({}, async (api) => {
    await until(() => linesWith(api, "30 September 2028").length > 0);
    const lines = linesWith(api, "30 September 2028");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"level":"warn"');
    expect(lines[0]).toContain("docs/after-2028.md");
    expect(await scopesCheck(api)).toMatchObject({
      status: "healthy",
      message: expect.stringContaining("30 September 2028") as unknown,
    });
  });
});

async function scopesCheck(api: ApiUnderTest) {
  const check = healthIn(await api.send("GET", "/health")).checks.find(({ name }) => name === "scopes");
  return check ?? fail("scopes");
}
