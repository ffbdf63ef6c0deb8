import * as fc from "fast-check";
import { callerOfPrincipal } from "../../../../../shared/callers/easyauth/callerOfPrincipal";
import { ApiError } from "../../../../../shared/errors";
import { errorFrom } from "../../../../support/errorFrom";
import { appService, entraPrincipal, staticWebApps } from "../../../../support/principals";

const TENANT = "0ac5de57-0000-4000-8000-00000000000a";
const OBJECT = "0ac5de57-0000-4000-8000-00000000000b";
const ENTRA = `https://login.microsoftonline.com/${TENANT}/v2.0`;

const codeOf = async (header: string) => (await errorFrom(ApiError, () => callerOfPrincipal(header))).code;
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");

describe("a principal of App Service", () => {
  test("of Entra is the user of the tenant", () => {
    const principal = entraPrincipal({ tenantId: TENANT.toUpperCase(), objectId: OBJECT });
    expect(callerOfPrincipal(principal)).toEqual({
      key: `entra|${TENANT}|${OBJECT}`,
      entra: { tenantId: TENANT, objectId: OBJECT },
    });
  });

  test.each<[string, Record<string, string>]>([
    ["no issuer", { tid: TENANT, oid: OBJECT }],
    ["no tenant", { iss: ENTRA, oid: OBJECT }],
    ["another tenant than its issuer's", { iss: ENTRA, tid: OBJECT, oid: OBJECT }],
    ["no object id", { iss: ENTRA, tid: TENANT }],
    ["an object id that is none", { iss: ENTRA, tid: TENANT, oid: "alice" }],
    ["the object id that stands for none", { iss: ENTRA, tid: TENANT, oid: "00000000-0000-0000-0000-000000000000" }],
    ["an app's access token behind it", { iss: ENTRA, tid: TENANT, oid: OBJECT, azp: OBJECT, roles: "Admin" }],
  ])("of Microsoft's provider with %s is refused", async (_, claims) => {
    const principal = appService("aad", { nameidentifier: "s", ...claims });
    expect(await codeOf(principal)).toBe("InvalidCredential");
  });

  test("made from a user's access token is that user", () => {
    const claims = { iss: ENTRA, tid: TENANT, oid: OBJECT, azp: OBJECT, sub: "s" };
    for (const scope of ["scp", "http://schemas.microsoft.com/identity/claims/scope"]) {
      const principal = appService("aad", { ...claims, [scope]: "Tokens.Read" });
      expect(callerOfPrincipal(principal).key).toBe(`entra|${TENANT}|${OBJECT}`);
    }
  });

  test("may name groups many times, and the same id twice", () => {
    const claims = ["a", "b"].map((val) => ({ typ: "groups", val }));
    const twice = [1, 2].map(() => ({ typ: "sub", val: "s" }));
    expect(callerOfPrincipal(base64({ auth_typ: "github", claims: [...claims, ...twice] })).key).toBe(
      "easyauth|github|s",
    );
  });

  test.each<[string, unknown]>([
    ["names no user", { auth_typ: "google", claims: [] }],
    ["names an empty one", { auth_typ: "google", claims: [{ typ: "sub", val: "" }] }],
    ["names two", { auth_typ: "google", claims: ["a", "b"].map((val) => ({ typ: "sub", val })) }],
    ["names a number", { auth_typ: "google", claims: [{ typ: "sub", val: 7 }] }],
    ["has no claims", { auth_typ: "google" }],
    ["has no provider", { auth_typ: "", claims: [{ typ: "sub", val: "a" }] }],
    [
      "is one of Static Web Apps as well",
      {
        auth_typ: "google",
        claims: [{ typ: "sub", val: "a" }],
        identityProvider: "github",
        userId: "b",
        userRoles: ["authenticated"],
      },
    ],
  ])("that %s is refused", async (_, principal) => {
    expect(await codeOf(base64(principal))).toBe("InvalidCredential");
  });

  test("with two object ids is refused", async () => {
    const claims = [TENANT, OBJECT].map((val) => ({ typ: "oid", val }));
    const principal = base64({ auth_typ: "aad", claims: [{ typ: "tid", val: TENANT }, ...claims] });
    expect(await codeOf(principal)).toBe("InvalidCredential");
  });
});

describe("a principal of Static Web Apps", () => {
  test("never has the key of another namespace", () => {
    const principal = staticWebApps({ identityProvider: `x|entra|${TENANT}`, userId: OBJECT });
    expect(callerOfPrincipal(principal).key).toBe(`swa|x%007centra%007c${TENANT}|${OBJECT}`);
  });

  test("may have a name in Latin-1, as the emulator writes it", () => {
    const json = JSON.stringify({
      identityProvider: "aad",
      userId: "1",
      userDetails: "Zoë",
      userRoles: ["authenticated"],
    });
    expect(callerOfPrincipal(Buffer.from(json, "latin1").toString("base64")).key).toBe("swa|aad|1");
  });

  test("may not have an id in Latin-1", async () => {
    const json = JSON.stringify({ identityProvider: "aad", userId: "Zoë", userRoles: ["authenticated"] });
    const header = Buffer.from(json, "latin1").toString("base64");
    expect(await codeOf(header)).toBe("InvalidCredential");
  });

  test.each([
    [{ userId: undefined }],
    [{ userId: null }],
    [{ userId: "" }],
    [{ userRoles: ["anonymous"] }],
    [{ userRoles: [] }],
  ])("that is a visitor's is missing: %j", async (changes) => {
    const error = await errorFrom(ApiError, () => callerOfPrincipal(staticWebApps(changes)));
    expect([error.code, error.wwwAuthenticate]).toEqual(["MissingCredential", "Bearer"]);
  });

  test("without a provider is refused", async () => {
    expect(await codeOf(staticWebApps({ identityProvider: null }))).toBe("InvalidCredential");
  });
});

test.each(["", "a.b", "!!!!", "e30", base64(null), base64([]), base64("x"), base64(7), base64({}), "YWJj"])(
  "the header %j is refused",
  async (header) => {
    const error = await errorFrom(ApiError, () => callerOfPrincipal(header));
    expect(error.code).toBe("InvalidCredential");
    expect(error.wwwAuthenticate).toMatch(/^Bearer error="invalid_token", error_description="/);
  },
);

test("whatever the header is, it names a user or is refused", () => {
  const headers = fc.oneof(fc.string(), fc.json().map(base64), fc.jsonValue().map(base64), fc.base64String());
  fc.assert(
    fc.property(headers, (header) => {
      try {
        expect(callerOfPrincipal(header).key).not.toBe("");
      } catch (error) {
        expect(error).toBeInstanceOf(ApiError);
      }
    }),
  );
});
