import * as fc from "fast-check";
import { ManualClock } from "../../tools/kit/ManualClock";
import { managedIdentityAsUser } from "./cases/exchange";
import { errorText, notOwned } from "./cases/OperationCase";
import { allVersions, callOf, type OperationKind, PREVIEW2, teamsWithUser, type Version } from "./support/calls";
import type { Reply } from "./support/send";
import { TestEmulator } from "./support/TestEmulator";
import { unsecuredJwt } from "./support/unsecuredJwt";
import { field, matching } from "./support/values";

let running: TestEmulator;

beforeAll(async () => {
  running = await TestEmulator.start({}, { keepAlive: true });
});

afterEach(async () => {
  await running.emulator.control.reset();
});

afterAll(async () => {
  await running.stop();
});

const DETAILS = "2025-03-02-preview";

async function call(operation: OperationKind, version: Version, id = "", body?: unknown): Promise<Reply> {
  const { method, path } = callOf(operation, version, id);
  return running.acs(method, path, body);
}

async function newIdentity(): Promise<string> {
  return field((await call("create", PREVIEW2)).json(), "id");
}

async function newToken(id: string, version: Version): Promise<string> {
  return field((await call("issue", version, id, { scopes: ["chat"] })).json(), "token");
}

function validity(token: string): string {
  const verdict = running.emulator.control.validateToken(token);
  return verdict.valid ? "valid" : verdict.reason;
}

describe.each(allVersions)("%s", (version) => {
  test("a revocation ends earlier tokens of that identity, and nothing else", async () => {
    const [id, other] = [await newIdentity(), await newIdentity()];
    const [before, others] = [await newToken(id, version), await newToken(other, version)];
    const body = version === PREVIEW2 ? {} : undefined;
    expect((await call("revoke", version, id, body)).status).toBe(204);
    const after = await newToken(id, version);
    expect([before, others, after].map(validity)).toEqual(["revoked", "valid", "valid"]);
  });

  test("a deletion ends every token, and the issue of new ones", async () => {
    const id = await newIdentity();
    const token = await newToken(id, version);
    expect((await call("delete", version, id)).status).toBe(204);
    expect(validity(token)).toBe("deleted");
    expect((await call("issue", version, id, { scopes: ["chat"] })).body).toBe(notOwned);
  });
});

describe("tokensValidFrom", () => {
  const clock = new ManualClock();
  let still: TestEmulator;
  let id: string;

  beforeAll(async () => {
    still = await TestEmulator.start({ clock }, { keepAlive: true });
  });

  beforeEach(async () => {
    const { method, path } = callOf("create", PREVIEW2, "");
    id = field((await still.acs(method, path)).json(), "id");
  });

  afterAll(async () => {
    await still.stop();
  });

  async function issued(): Promise<string> {
    const { method, path } = callOf("issue", PREVIEW2, id);
    return field((await still.acs(method, path, { scopes: ["chat"] })).json(), "token");
  }

  async function revoke(from?: number): Promise<void> {
    const { method, path } = callOf("revoke", PREVIEW2, id);
    const body = from === undefined ? {} : { tokensValidFrom: new Date(from).toISOString() };
    expect((await still.acs(method, path, body)).status).toBe(204);
  }

  const areValid = (...tokens: string[]) => tokens.map((token) => still.emulator.control.validateToken(token).valid);

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
  const create = (body: unknown) => call("create", DETAILS, "", body);

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
    expect((await call("get", DETAILS, id)).body).toBe(`{"customId":"a","id":"${id}"}`);
    await newToken(id, PREVIEW2);
    const reply = await call("get", DETAILS, id);
    expect(reply.body).toMatch(
      new RegExp(
        `^{"customId":"a","lastTokenIssuedAt":"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+00:00","id":"${id}"}$`,
      ),
    );
    expect(Math.abs(Date.parse(field(reply.json(), "lastTokenIssuedAt")) - Date.now())).toBeLessThan(60_000);
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
    await call("delete", DETAILS, id);
    expect(field((await create({ customId: "a" })).json(), "identity", "id")).not.toBe(id);
  });
});

describe("the exchange of a Teams user's token", () => {
  const claims = { appid: "1b3d6bd4-7c9e-4fd3-9be6-0b1c0a0b9d3e", oid: "7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d" };

  test.each(teamsWithUser)("%s: a token of the managed identity stands for a user's", async (version) => {
    const token = await running.managedIdentityToken("https://communication.azure.com");
    const reply = await call("exchange", version, "", { token, ...managedIdentityAsUser });
    expect([reply.status, validity(field(reply.json(), "token"))]).toEqual([200, "valid"]);
  });

  test("not one for another audience, nor one with a changed signature", async () => {
    const vaultToken = await running.managedIdentityToken("https://vault.azure.net");
    const token = await running.managedIdentityToken("https://communication.azure.com");
    for (const bad of [vaultToken, token.replace(/.{4}$/, "AAAA")]) {
      const reply = await call("exchange", "2023-10-01", "", { token: bad, ...managedIdentityAsUser });
      expect(reply.body).toBe(errorText("InvalidAccessToken", "Provided access token is not valid."));
    }
  });

  test("the new token is that user's, and ends when the old one ends (specification)", async () => {
    const exp = Math.floor(Date.now() / 1000) + 4321;
    const body = { token: unsecuredJwt({ ...claims, exp }), appId: claims.appid, userId: claims.oid };
    const reply = (await call("exchange", "2023-10-01", "", body)).json();
    const payload: unknown = JSON.parse(Buffer.from(field(reply, "token").split(".")[1] ?? "", "base64url").toString());
    expect(payload).toMatchObject({ skypeid: `orgid:${claims.oid}`, exp });
    expect(field(reply, "expiresOn")).toEqual(matching(/\+00:00$/));
    expect(Math.floor(Date.parse(field(reply, "expiresOn")) / 1000)).toBe(exp);
    running.emulator.control.advanceClock(4322);
    expect(validity(field(reply, "token"))).toBe("expired");
  });
});
