import { staticWebApps } from "../support/principals";
import { rawRequest } from "../support/rawRequest";
import { apiForAll } from "./support/apiForAll";

const CHUNKED = { "Content-Type": "application/json", "Transfer-Encoding": "chunked" };

const api = apiForAll({ environment: { USER_AUTH: "easyauth" } });

test("a chunked body, which the Functions host drops, is told instead of lost", async () => {
  const path = `/api/identities/${await api().createIdentity()}/tokens`;
  const reply = await rawRequest(api().url, path, { method: "POST", headers: CHUNKED, body: '{"scopes":["chat"]}' });

  expect(reply.status).toBe(400);
  expect(reply.body).toContain('"InvalidRequest"');
  expect(reply.body).toContain("Content-Length");
});

test("a GET that a gateway marks as chunked, without a body, is answered as any other", async () => {
  const headers = { ...CHUNKED, "x-ms-client-principal": staticWebApps() };
  const reply = await rawRequest(api().url, "/api/me/token", { headers });

  expect(reply.status).toBe(200);
  expect(reply.body).toContain('"expiresOn":');
});
