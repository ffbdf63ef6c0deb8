import { apiForAll } from "./support/apiForAll";

describe("with function keys on, as in Azure", () => {
  const api = apiForAll({ auth: true });

  const create = (key: { header?: string; query?: string }) =>
    api().send("POST", `/identities${key.query === undefined ? "" : `?code=${encodeURIComponent(key.query)}`}`, {
      headers: key.header === undefined ? {} : { "x-functions-key": key.header },
    });

  test.each([
    ["POST", "/identities"],
    ["POST", "/identities/nobody/tokens"],
    ["DELETE", "/identities/nobody/tokens"],
    ["DELETE", "/identities/nobody"],
  ])("%s %s without a key is refused by the host", async (method, path) => {
    const reply = await api().send(method, path);

    expect([reply.status, reply.text]).toEqual([401, ""]);
  });

  test.each(["header", "query"])(
    "the function's key, the host's and the master key open it in the %s",
    async (place) => {
      for (const key of [api().keys.functions["CreateIdentity"], api().keys.host, api().keys.master]) {
        expect((await create({ [place]: key })).status).toBe(201);
      }
    },
  );

  test.each(["header", "query"])("a wrong key and another function's key do not, in the %s", async (place) => {
    for (const key of ["wrong", "", api().keys.functions["DeleteIdentity"]]) {
      expect((await create({ [place]: key })).status).toBe(401);
    }
  });

  test("a wrong key in the header is not made good by one in the query", async () => {
    expect((await create({ header: "wrong", query: api().keys.master })).status).toBe(401);
  });

  test("the API's description is open to all", async () => {
    expect((await api().send("GET", "/openapi.json")).status).toBe(200);
  });
});
