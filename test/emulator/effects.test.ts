import * as fc from "fast-check";
import { ManualClock } from "../../tools/kit/ManualClock";
import { managedIdentityAsUser } from "./cases/exchange";
import { errorText, notOwned } from "./cases/OperationCase";
import { allVersions, PREVIEW2, teamsWithUser, TENANT } from "./support/calls";
import { TestEmulator } from "./support/TestEmulator";
import { unsecuredJwt } from "./support/unsecuredJwt";
import { field, matching } from "./support/values";

const clock = new ManualClock();
const running = TestEmulator.forAll({ clock }, { keepAlive: true });

afterEach(async () => {
  await running.emulator.control.reset();
});

const DETAILS = "2025-03-02-preview";

const validity = (token: string) => running.validity(token);

describe.each(allVersions)("%s", (version) => {
  test("a revocation ends earlier tokens of that identity, and nothing else", async () => {
    const [id, other] = [await running.newIdentity(), await running.newIdentity()];
    const [before, others] = [await running.newToken(id, version), await running.newToken(other, version)];
    const body = version === PREVIEW2 ? {} : undefined;
    expect((await running.call("revoke", version, id, body)).status).toBe(204);
    const after = await running.newToken(id, version);
    expect([before, others, after].map(validity)).toEqual(["revoked", "valid", "valid"]);
  });

  test("a deletion ends every token, and the issue of new ones", async () => {
    const id = await running.newIdentity();
    const token = await running.newToken(id, version);
    expect((await running.call("delete", version, id)).status).toBe(204);
    expect(validity(token)).toBe("deleted");
    expect((await running.call("issue", version, id, { scopes: ["chat"] })).body).toBe(notOwned);
  });
});

describe("tokensValidFrom", () => {
  let id: string;

  beforeEach(async () => {
    id = await running.newIdentity();
  });

  const issued = () => running.newToken(id, PREVIEW2);

  async function revoke(from?: number): Promise<void> {
    const body = from === undefined ? {} : { tokensValidFrom: new Date(from).toISOString() };
    expect((await running.call("revoke", PREVIEW2, id, body)).status).toBe(204);
  }

  const areValid = (...tokens: string[]) => tokens.map((token) => validity(token) === "valid");

  test("ends the tokens issued up to then, and none later (specification)", async () => {
    const early = await issued();
    const until = clock.now();
    await clock.advance(1);
    const late = await issued();
    await revoke(until - 1);
    expect(areValid(early, late)).toEqual([true, true]);
    await revoke(until);
    expect(areValid(early, late)).toEqual([false, true]);
  });

  test("ends nothing that is issued later (choice: tokensValidFrom in the future)", async () => {
    const before = await issued();
    await revoke(clock.now() + 3_600_000);
    expect(areValid(before, await issued())).toEqual([false, true]);
  });

  test.each([
    ["at once", () => undefined],
    ["from the client's present millisecond", () => clock.now()],
  ])(
    "revoked %s, tells tokens before and after apart in whatever order, the clock standing still or moving",
    async (_, from) => {
      const step = fc.constantFrom("issue", "revoke", "tick");
      const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const ended: string[] = [];
        const alive: string[] = [];
        for (const each of ["issue", "revoke", "issue", ...steps]) {
          if (each === "issue") {
            alive.push(await issued());
          } else if (each === "tick") {
            await clock.advance(1);
          } else {
            await revoke(from());
            ended.push(...alive.splice(0));
          }
        }
        expect([areValid(...ended).includes(true), areValid(...alive).includes(false)]).toEqual([false, false]);
      });
      await fc.assert(property, { numRuns: 15 });
    },
  );
});

describe("customId (2025-03-02-preview)", () => {
  const create = (body: unknown) => running.call("create", DETAILS, "", body);

  test("the same name again: 201 with the same identity (recorded)", async () => {
    const first = await create({ customId: "a" });
    const again = await create({ customId: "a" });
    expect([again.status, again.json()]).toEqual([201, first.json()]);
    expect(field((await create({ customId: "A" })).json(), "identity", "id")).not.toBe(
      field(first.json(), "identity", "id"),
    );
  });

  test("names of 256 characters, of any kind, are told apart", async () => {
    const names = [
      "x".repeat(256),
      `${"x".repeat(255)}y`,
      "\ud800",
      "\ud801",
      "\u0000",
      "\u0000\u0000",
      "é",
      "e\u0301",
    ];
    const replies = await Promise.all(names.map((customId) => create({ customId })));
    expect(new Set(replies.map((reply) => field(reply.json(), "identity", "id"))).size).toBe(names.length);
  });

  test("the identity shows it, with its last token, wherever the token came from (order and form recorded)", async () => {
    const id = field((await create({ customId: "a" })).json(), "identity", "id");
    expect((await running.call("get", DETAILS, id)).body).toBe(`{"customId":"a","id":"${id}"}`);
    await running.newToken(id, PREVIEW2);
    const reply = await running.call("get", DETAILS, id);
    expect(reply.body).toMatch(
      new RegExp(
        `^{"customId":"a","lastTokenIssuedAt":"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+00:00","id":"${id}"}$`,
      ),
    );
    expect(Date.parse(field(reply.json(), "lastTokenIssuedAt"))).toBe(Math.floor(clock.now() / 1000) * 1000);
    expect((await create({ customId: "a" })).body).toBe(`{"identity":${reply.body}}`);
  });

  test("an existing identity gets a token", async () => {
    const first = await create({ customId: "a" });
    const again = await create({ customId: "a", createTokenWithScopes: ["chat"] });
    expect(field(again.json(), "identity", "id")).toBe(field(first.json(), "identity", "id"));
    expect(validity(field(again.json(), "accessToken", "token"))).toBe("valid");
  });

  test("free again after the identity's deletion (choice: customId of a deleted identity)", async () => {
    const id = field((await create({ customId: "a" })).json(), "identity", "id");
    await running.call("delete", DETAILS, id);
    expect(field((await create({ customId: "a" })).json(), "identity", "id")).not.toBe(id);
  });
});

describe("the exchange of a Teams user's token", () => {
  const claims = { appid: "1b3d6bd4-7c9e-4fd3-9be6-0b1c0a0b9d3e", oid: "7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d" };

  test.each(teamsWithUser)("%s: a token of the managed identity stands for a user's", async (version) => {
    const token = await running.managedIdentityToken("https://communication.azure.com");
    const reply = await running.call("exchange", version, "", { token, ...managedIdentityAsUser });
    expect([reply.status, validity(field(reply.json(), "token"))]).toEqual([200, "valid"]);
  });

  test("the token of a user who signed in for Teams calls is taken for that application and user, and no other permission", async () => {
    const user = { tenantId: TENANT, objectId: claims.oid, clientId: claims.appid };
    const exchange = async (permission: string) => {
      const scope = `https://auth.msft.communication.azure.com/${permission}`;
      const { token } = running.emulator.control.newUserToken({ ...user, scope });
      return running.call("exchange", "2023-10-01", "", { token, appId: claims.appid, userId: claims.oid });
    };
    const taken = await exchange("Teams.ManageCalls");
    expect([taken.status, validity(field(taken.json(), "token"))]).toEqual([200, "valid"]);
    expect((await exchange("TeamsExtension.ManageCalls")).status).toBe(401);
  });

  test("not one for another audience, nor one with a changed signature", async () => {
    const vaultToken = await running.managedIdentityToken("https://vault.azure.net");
    const token = await running.managedIdentityToken("https://communication.azure.com");
    for (const bad of [vaultToken, token.replace(/.{4}$/, "AAAA")]) {
      const reply = await running.call("exchange", "2023-10-01", "", { token: bad, ...managedIdentityAsUser });
      expect(reply.body).toBe(errorText("InvalidAccessToken", "Provided access token is not valid."));
    }
  });

  test("the new token is that user's, and ends when the old one ends (specification)", async () => {
    const exp = Math.floor(clock.now() / 1000) + 4321;
    const body = { token: unsecuredJwt({ ...claims, exp }), appId: claims.appid, userId: claims.oid };
    const reply = (await running.call("exchange", "2023-10-01", "", body)).json();
    const payload: unknown = JSON.parse(Buffer.from(field(reply, "token").split(".")[1] ?? "", "base64url").toString());
    expect(payload).toMatchObject({ skypeid: `orgid:${claims.oid}`, exp });
    expect(field(reply, "expiresOn")).toEqual(matching(/\+00:00$/));
    expect(Math.floor(Date.parse(field(reply, "expiresOn")) / 1000)).toBe(exp);
    running.emulator.control.advanceClock(4322);
    expect(validity(field(reply, "token"))).toBe("expired");
  });
});
