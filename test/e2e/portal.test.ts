import { errorOf, identityOf } from "../support/ApiUnderTest";
import { apiForAll } from "./support/apiForAll";

const PORTAL = "https://portal.azure.com";

/** Test/Run takes a function's URL with its route, and fills `{name}` from the query parameter of that name. */
function portalUrl(route: string, parameters: Record<string, string>): string {
  const query = new URLSearchParams(parameters);
  const path = route.replaceAll(/\{(\w+)\}/g, (place, name: string) => {
    const value = query.get(name);
    query.delete(name);
    return value === null ? place : encodeURIComponent(value);
  });
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

describe("the Azure Portal's Test/Run", () => {
  const api = apiForAll({ auth: true });
  const headers = { Origin: PORTAL, "Content-Type": "application/json" };

  test("runs the whole lifecycle with the URLs that it builds", async () => {
    const code = api().keys.master;
    const created = await api().send("POST", portalUrl("/identities", { code }), { headers });
    const id = identityOf(created);
    const issued = await api().send("POST", portalUrl("/identities/{id}/tokens", { id, code }), {
      headers,
      body: '{"scopes":["voip"]}',
    });
    const body = '{"name":"Azure"}';
    const revoked = await api().send("DELETE", portalUrl("/identities/{id}/tokens", { id, code }), { headers, body });
    const deleted = await api().send("DELETE", portalUrl("/identities/{id}", { id, code }), { headers, body });

    expect([created, issued, revoked, deleted].map(({ status }) => status)).toEqual([201, 200, 204, 204]);
    expect(issued.headers.get("access-control-allow-origin")).toBe(PORTAL);
  });

  test("sends a body of its own by default, and is told which fields exist", async () => {
    const url = portalUrl("/identities", { code: api().keys.master });

    const reply = await api().send("POST", url, { headers, body: '{"name":"Azure"}' });

    expect(reply.status).toBe(400);
    expect(errorOf(reply).details).toEqual([
      {
        code: "UnknownField",
        target: "name",
        message: 'There is no field "name"; the fields are scopes and expiresInMinutes.',
      },
    ]);
  });

  test("sends the route as it is when the parameter is forgotten, and is told so", async () => {
    const reply = await api().send("POST", portalUrl("/identities/{id}/tokens", { code: api().keys.master }), {
      headers,
    });

    expect([reply.status, errorOf(reply).code]).toEqual([400, "InvalidIdentity"]);
  });

  test("gets its preflight answered before the key is asked for, as local.settings.json allows", async () => {
    const preflight = (origin: string) =>
      api().send("OPTIONS", "/identities", {
        headers: {
          Origin: origin,
          "Access-Control-Request-Method": "POST",
          "Access-Control-Request-Headers": "content-type,x-functions-key",
        },
      });

    const allowed = await preflight(PORTAL);
    const foreign = await preflight("https://example.com");

    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe(PORTAL);
    expect(allowed.headers.get("access-control-allow-methods")).toContain("POST");
    expect(allowed.headers.get("access-control-allow-headers")).toContain("x-functions-key");
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
  });
});
