import { deleteTeamsAccess } from "../../../ManageTeamsAccess/deleteTeamsAccess";
import { getTeamsAccess } from "../../../ManageTeamsAccess/getTeamsAccess";
import { putTeamsAccess } from "../../../ManageTeamsAccess/putTeamsAccess";
import type { TeamsAccess } from "../../../shared/acs/AcsClient";
import { bodies, callOf } from "./call";

const account = {
  tenantId: "0ac5de57-0000-4000-8000-00000000000a",
  objectId: "0ac5de57-0000-4000-8000-00000000000b",
};
const APP = "0ac5de57-0000-4000-8000-00000000000c";
const access: TeamsAccess = { ...account, principalType: "user", clientIds: [APP] };

/** As a caller may write an id just as well. */
const capitals = { tenantId: account.tenantId.toUpperCase(), objectId: account.objectId.toUpperCase() };
const elsewhere = { ...account, tenantId: "0ac5de57-0000-4000-8000-0000000000ff" };

describe("PutTeamsAccess", () => {
  const put = jest.fn((given: TeamsAccess) => Promise.resolve({ access: given, isNew: true }));
  const services = { bodies, settings: { teamsAccessTenants: [account.tenantId] }, teamsAccess: { put } };
  const body = { principalType: "user", clientIds: [APP.toUpperCase()] };

  beforeEach(() => {
    put.mockClear();
  });

  test("gives the account in the path what the body says: 201 where it had none, else 200", async () => {
    expect(await putTeamsAccess.steps(callOf({ params: capitals, body }), services)).toEqual({
      status: 201,
      jsonBody: access,
    });
    expect(put.mock.calls).toEqual([[access, expect.anything()]]);
    put.mockResolvedValueOnce({ access, isNew: false });
    expect(await putTeamsAccess.steps(callOf({ params: account, body }), services)).toMatchObject({ status: 200 });
  });

  test("a resource account needs no application", async () => {
    await putTeamsAccess.steps(callOf({ params: account, body: { principalType: "resourceAccount" } }), services);
    expect(put.mock.calls[0]?.[0]).toEqual({ ...account, principalType: "resourceAccount", clientIds: [] });
  });

  test("names all that is wrong with path and body together, and gives nothing", async () => {
    const call = callOf({ params: { tenantId: "contoso", objectId: "alice" }, body: { principalType: "group" } });
    await expect(putTeamsAccess.steps(call, services)).rejects.toMatchObject({
      code: "InvalidRequest",
      details: [{ target: "tenantId" }, { target: "objectId" }, { target: "principalType" }],
    });
    expect(put).not.toHaveBeenCalled();
  });

  test.each([
    [elsewhere, [account.tenantId]],
    [account, []],
  ])("refuses an account of %j where the tenants %j may be let in", async (params, teamsAccessTenants) => {
    const call = callOf({ params, body });
    await expect(putTeamsAccess.steps(call, { ...services, settings: { teamsAccessTenants } })).rejects.toMatchObject({
      code: "TenantNotAllowed",
      details: [{ code: "TenantNotAllowed", target: "tenantId" }],
    });
    expect(put).not.toHaveBeenCalled();
  });
});

test("GetTeamsAccess tells what an account of any tenant may, or that it may nothing", async () => {
  const get = jest.fn<Promise<TeamsAccess | undefined>, unknown[]>().mockResolvedValueOnce({ ...access, ...elsewhere });
  const services = { teamsAccess: { get } };

  expect(await getTeamsAccess.steps(callOf({ params: elsewhere }), services)).toEqual({
    status: 200,
    jsonBody: { ...access, ...elsewhere },
  });
  get.mockResolvedValueOnce(undefined);
  const call = callOf({ params: capitals });
  await expect(getTeamsAccess.steps(call, services)).rejects.toMatchObject({ code: "AssignmentNotFound" });
  expect(get.mock.calls.map(([asked]) => asked)).toEqual([elsewhere, account]);
});

test("DeleteTeamsAccess takes back what an account of any tenant may, and nothing where the path names none", async () => {
  const remove = jest.fn(() => Promise.resolve());
  const services = { teamsAccess: { delete: remove } };

  expect(await deleteTeamsAccess.steps(callOf({ params: elsewhere }), services)).toEqual({ status: 204 });
  const nobody = callOf({ params: { tenantId: account.tenantId, objectId: "00000000-0000-0000-0000-000000000000" } });
  await expect(deleteTeamsAccess.steps(nobody, services)).rejects.toMatchObject({
    code: "InvalidRequest",
    details: [{ code: "InvalidValue", target: "objectId" }],
  });
  expect(remove.mock.calls).toEqual([[elsewhere, expect.anything()]]);
});
