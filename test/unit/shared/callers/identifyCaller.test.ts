import * as fc from "fast-check";
import { createIdentifyCaller, type UserAuthMethod } from "../../../../shared/callers/identifyCaller";
import { ApiError } from "../../../../shared/errors";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { TestIssuer } from "../../../../tools/testbed/identityProvider/TestIssuer";
import { callerOfHeaders } from "../../../support/callerOfHeaders";
import { errorFrom } from "../../../support/errorFrom";
import { appService, entraPrincipal, staticWebApps } from "../../../support/principals";
import { recordLog } from "../../../support/recordLog";

const TENANT = "0ac5de57-0000-4000-8000-00000000000a";
const OBJECT = "0ac5de57-0000-4000-8000-00000000000b";
const ISSUER = "https://issuer.example";
const PRINCIPAL = "x-ms-client-principal";

const clock = new ManualClock();
let tokens: TestIssuer;
let alice: string;
let bob: string;

beforeAll(async () => {
  tokens = await TestIssuer.create(ISSUER, clock);
  alice = `Bearer ${await tokens.mint({ sub: "alice" })}`;
  bob = `Bearer ${await tokens.mint({ sub: "bob" })}`;
});

const identifyBy = (...methods: readonly UserAuthMethod[]) =>
  callerOfHeaders({ methods, issuers: [ISSUER], tokens, clock });

/** The key of the caller, or the code of the refusal. */
async function outcome(methods: readonly UserAuthMethod[], headers: Record<string, string>): Promise<string> {
  try {
    return (await identifyBy(...methods)(headers)).key;
  } catch (error) {
    return error instanceof ApiError ? error.code : String(error);
  }
}

const userOf = (subject: string) => `${ISSUER}|${subject}`;

describe("by jwt", () => {
  test("a token in Authorization names the caller", async () => {
    expect(await outcome(["jwt"], { Authorization: alice })).toBe(userOf("alice"));
  });

  test("a token in X-Authorization names the caller, and comes first", async () => {
    expect(await outcome(["jwt"], { "X-Authorization": alice })).toBe(userOf("alice"));
    expect(await outcome(["jwt"], { "X-Authorization": alice, Authorization: bob })).toBe(userOf("alice"));
    expect(await outcome(["jwt"], { "X-Authorization": alice, Authorization: "Basic YTpi" })).toBe(userOf("alice"));
  });

  test("a bad token in X-Authorization is not passed over for a good one", async () => {
    for (const bad of ["Bearer x.y.z", "Basic YTpi", "Bearer", "nonsense"]) {
      expect(await outcome(["jwt"], { "X-Authorization": bad, Authorization: alice })).toBe("InvalidCredential");
    }
  });

  test("the scheme may be in any letter case, and followed by more than one space", async () => {
    expect(await outcome(["jwt"], { Authorization: alice.replace("Bearer", "bEARER  ") })).toBe(userOf("alice"));
  });

  test.each([{}, { Authorization: "" }, { "X-Authorization": " " }])("with %j nobody is there", async (headers) => {
    const error = await errorFrom(ApiError, () => identifyBy("jwt")(headers));
    expect([error.code, error.status, error.wwwAuthenticate]).toEqual(["MissingCredential", 401, "Bearer"]);
    expect(error.message).toContain("Authorization: Bearer");
  });

  test("a header that was sent more than once is refused, in whichever order", async () => {
    for (const joined of [`${alice},${bob}`, `${bob}, ${alice}`, `${alice},`, `,${alice}`, `${alice},${alice}`]) {
      await expect(identifyBy("jwt")({ Authorization: joined })).rejects.toThrow(/more than once/);
      expect(await outcome(["jwt"], { Authorization: joined })).toBe("InvalidCredential");
      expect(await outcome(["jwt"], { "X-Authorization": joined, Authorization: alice })).toBe("InvalidCredential");
    }
  });

  test.each(["Basic YTpi", "Bearer", "Bearer a b", "Bearer: a", "a.b.c", "Bearer é", "Token a.b.c"])(
    "Authorization: %s is refused",
    async (value) => {
      expect(await outcome(["jwt"], { Authorization: value })).toBe("InvalidCredential");
    },
  );

  test("no principal is ever believed", async () => {
    const forged = fc.oneof(
      fc.constant(entraPrincipal({ tenantId: TENANT, objectId: OBJECT })),
      fc.string({ minLength: 1 }).map((userId) => staticWebApps({ userId })),
      fc.string({ minLength: 1 }).map((id) => appService("google", { nameidentifier: id })),
      fc.string(),
    );
    const credentials = fc.record(
      { Authorization: fc.constantFrom("", "Bearer x.y.z", "ALICE"), "X-Authorization": fc.constantFrom("", "ALICE") },
      { requiredKeys: [] },
    );
    const name = fc.constantFrom(PRINCIPAL, PRINCIPAL.toUpperCase());
    const others = fc.dictionary(
      fc.constantFrom("x-ms-client-principal-id", "x-ms-client-principal-name", "x-ms-client-principal-idp", "cookie"),
      fc.constantFrom("bob", OBJECT),
    );
    await fc.assert(
      fc.asyncProperty(forged, credentials, name, others, async (principal, sent, header, more) => {
        const real = Object.fromEntries(
          Object.entries(sent).map(([key, value]) => [key, value === "ALICE" ? alice : value]),
        );
        const headers = { ...more, ...real, [header]: toLatin1(principal) };
        expect(await outcome(["jwt"], headers)).toBe(await outcome(["jwt"], real));
      }),
    );
  });
});

describe("by easyauth", () => {
  test("the principal names the caller", async () => {
    expect(await outcome(["easyauth"], { [PRINCIPAL]: staticWebApps({ userId: "1" }) })).toBe("swa|github|1");
  });

  test("no token is ever looked at", async () => {
    expect(await outcome(["easyauth"], { Authorization: alice, "X-Authorization": bob })).toBe("MissingCredential");
    const headers = { Authorization: "nonsense", "X-Authorization": bob, [PRINCIPAL]: staticWebApps({ userId: "1" }) };
    expect(await outcome(["easyauth"], headers)).toBe("swa|github|1");
  });

  test("a principal that was sent more than once is refused", async () => {
    const [one, two] = [staticWebApps({ userId: "1" }), staticWebApps({ userId: "2" })];
    for (const joined of [`${one},${two}`, `${one}, ${one}`, `${one},`]) {
      await expect(identifyBy("easyauth")({ [PRINCIPAL]: joined })).rejects.toThrow(/more than once/);
      expect(await outcome(["easyauth"], { [PRINCIPAL]: joined })).toBe("InvalidCredential");
    }
  });

  test("without a principal nobody is there", async () => {
    const error = await errorFrom(ApiError, () => identifyBy("easyauth")({}));
    expect([error.code, error.wwwAuthenticate]).toEqual(["MissingCredential", "Bearer"]);
  });
});

describe("by both", () => {
  const both = ["easyauth", "jwt"] as const;
  const principal = staticWebApps({ userId: "1" });

  test("either names the caller", async () => {
    expect(await outcome(both, { Authorization: alice })).toBe(userOf("alice"));
    expect(await outcome(both, { [PRINCIPAL]: principal })).toBe("swa|github|1");
  });

  test("X-Authorization comes before the principal, and the principal before Authorization", async () => {
    expect(await outcome(both, { "X-Authorization": alice, [PRINCIPAL]: principal })).toBe(userOf("alice"));
    expect(await outcome(both, { Authorization: alice, [PRINCIPAL]: principal })).toBe("swa|github|1");
    expect(await outcome(both, { Authorization: "Bearer of-the-platform", [PRINCIPAL]: principal })).toBe(
      "swa|github|1",
    );
  });

  test("a bad credential is not passed over for the next", async () => {
    expect(await outcome(both, { "X-Authorization": "Bearer x", [PRINCIPAL]: principal })).toBe("InvalidCredential");
    expect(await outcome(both, { [PRINCIPAL]: "nonsense", Authorization: alice })).toBe("InvalidCredential");
    const visitor = staticWebApps({ userId: null, userRoles: ["anonymous"] });
    expect(await outcome(both, { [PRINCIPAL]: visitor, Authorization: alice })).toBe("MissingCredential");
  });
});

test("without a method, or without what it needs, nothing starts", () => {
  const options = { clock, log: recordLog().log, readKeySet: () => Promise.resolve(tokens.keySet()) };
  expect(() => createIdentifyCaller({ ...options, methods: [] })).toThrow(TypeError);
  expect(() => createIdentifyCaller({ ...options, methods: ["jwt"] })).toThrow(TypeError);
});

/** Headers hold single bytes, and neither line ends nor NUL. */
function toLatin1(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}
