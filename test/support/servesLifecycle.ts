import { type ApiUnderTest, errorOf, identityOf, tokenOf } from "./ApiUnderTest";

/** An identity's life, from its creation to its end. */
export async function servesLifecycle(api: Pick<ApiUnderTest, "emulator" | "send" | "sendJson">): Promise<void> {
  const { control } = api.emulator;
  const created = await api.sendJson("POST", "/identities", { scopes: ["chat"] });
  expect(created.status).toBe(201);
  const tokens = `/identities/${identityOf(created)}/tokens`;
  const issued = await api.sendJson("POST", tokens, { scopes: ["voip"] });
  expect(issued.status).toBe(200);
  expect(control.validateToken(tokenOf(issued).token).valid).toBe(true);

  expect((await api.send("DELETE", tokens)).status).toBe(204);
  expect(control.validateToken(tokenOf(issued).token).valid).toBe(false);
  expect((await api.send("DELETE", `/identities/${identityOf(created)}`)).status).toBe(204);
  const gone = await api.send("POST", tokens);
  expect([gone.status, errorOf(gone).code]).toEqual([404, "IdentityNotFound"]);
}
