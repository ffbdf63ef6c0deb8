import { revokeMyTokens } from "../../../RevokeTokens/revokeMyTokens";
import { revokeTokens } from "../../../RevokeTokens/revokeTokens";
import { callOf, ID } from "./call";

test("RevokeTokens revokes those of the identity in the path, and none where that is no identity", async () => {
  const revoke = jest.fn(() => Promise.resolve());
  const services = { identities: { revokeTokens: revoke } };

  expect(await revokeTokens.steps(callOf(), services)).toEqual({ status: 204 });
  await expect(revokeTokens.steps(callOf({ id: "x" }), services)).rejects.toMatchObject({ code: "InvalidIdentity" });
  expect(revoke.mock.calls).toEqual([[ID, expect.anything()]]);
});

test("RevokeMyTokens revokes the user's own, in one flight with the user's other calls", async () => {
  const revoke = jest.fn(() => Promise.resolve());
  const run = jest.fn((_: string, work: () => Promise<void>) => work());

  const services = { signOuts: { run }, identities: { revokeTokens: revoke } };
  expect(await revokeMyTokens.steps(callOf(), services)).toEqual({ status: 204 });
  expect([run.mock.calls[0]?.[0], revoke.mock.calls]).toEqual(["alice", [["alice", expect.anything()]]]);
});
