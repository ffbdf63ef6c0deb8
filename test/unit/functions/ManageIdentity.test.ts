import { createIdentity } from "../../../ManageIdentity/createIdentity";
import { deleteIdentity } from "../../../ManageIdentity/deleteIdentity";
import { deleteMyIdentity } from "../../../ManageIdentity/deleteMyIdentity";
import { bodies, callOf, ID, POLICY, TOKEN, TOLD } from "./call";

test("CreateIdentity creates one, with a token only where scopes are asked for", async () => {
  const create = jest.fn((grant: unknown) =>
    Promise.resolve({ id: ID, ...(grant !== undefined && { accessToken: TOKEN }) }),
  );
  const services = { bodies, settings: POLICY, identities: { createIdentity: create } };
  const user = { communicationUserId: ID };

  expect(await createIdentity.steps(callOf(), services)).toEqual({ status: 201, jsonBody: { user } });
  const reply = await createIdentity.steps(callOf({ body: { scopes: ["voip"] } }), services);
  expect(reply).toEqual({ status: 201, jsonBody: { user, ...TOLD } });
  expect(create.mock.calls.map(([grant]) => grant)).toEqual([undefined, { scopes: ["voip"], scopesBy: "caller" }]);
});

test("DeleteIdentity deletes the identity in the path, and nothing where that is none", async () => {
  const remove = jest.fn(() => Promise.resolve());
  const services = { identities: { deleteIdentity: remove } };

  expect(await deleteIdentity.steps(callOf(), services)).toEqual({ status: 204 });
  await expect(deleteIdentity.steps(callOf({ id: "x" }), services)).rejects.toMatchObject({ code: "InvalidIdentity" });
  expect(remove.mock.calls).toEqual([[ID, expect.anything()]]);
});

test("DeleteMyIdentity deletes the user's own, in one flight with the user's other calls", async () => {
  const remove = jest.fn(() => Promise.resolve());
  const run = jest.fn((_: string, work: () => Promise<void>) => work());

  const services = { deletions: { run }, identities: { deleteIdentity: remove } };
  expect(await deleteMyIdentity.steps(callOf(), services)).toEqual({ status: 204 });
  expect([run.mock.calls[0]?.[0], remove.mock.calls]).toEqual(["alice", [["alice", expect.anything()]]]);
});
