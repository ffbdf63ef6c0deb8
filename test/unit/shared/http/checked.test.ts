import { ApiError, type Fault } from "../../../../shared/errors";
import { bothOrFaults, valueOrFaults } from "../../../../shared/http/checked";
import { errorFrom } from "../../../support/errorFrom";

const badId: Fault = { code: "InvalidIdentity", target: "id", message: "The id is bad." };
const badScopes: Fault = { code: "InvalidValue", target: "scopes", message: "The scopes are bad." };
const badField: Fault = { code: "UnknownField", target: "name", message: "There is no field name." };

const manyFaults = (count: number): Fault[] =>
  Array.from({ length: count }, (_, index) => ({ ...badScopes, target: `scopes[${index}]` }));

test("values are given back", () => {
  expect(valueOrFaults({ value: "id" })).toBe("id");
  expect(valueOrFaults({ value: null })).toBeNull();
  expect(bothOrFaults({ value: "id" }, { value: 5 })).toEqual(["id", 5]);
});

test("a bad id alone is InvalidIdentity", async () => {
  for (const work of [
    () => valueOrFaults({ faults: [badId] }),
    () => bothOrFaults({ faults: [badId] }, { value: 5 }),
  ]) {
    const error = await errorFrom(ApiError, work);
    expect(error).toMatchObject({ code: "InvalidIdentity", status: 400, message: badId.message, details: [badId] });
  }
});

test("a bad body alone is InvalidRequest", async () => {
  for (const work of [
    () => valueOrFaults({ faults: [badScopes] }),
    () => bothOrFaults({ value: "id" }, { faults: [badScopes] }),
  ]) {
    const error = await errorFrom(ApiError, work);
    expect(error).toMatchObject({
      code: "InvalidRequest",
      status: 400,
      message: badScopes.message,
      details: [badScopes],
    });
  }
});

test("the faults of both parts are told at once, in their order", async () => {
  const error = await errorFrom(ApiError, () => bothOrFaults({ faults: [badId] }, { faults: [badScopes, badField] }));
  expect(error.code).toBe("InvalidRequest");
  expect(error.details).toEqual([badId, badScopes, badField]);
  expect(error.message).toMatch(/3 faults.*details/);
});

it.each([
  [25, 25, false],
  [26, 25, true],
  [4_000, 25, true],
])("of %d faults %d are listed", async (count, listed, isCut) => {
  const faults = manyFaults(count);
  const error = await errorFrom(ApiError, () => valueOrFaults({ faults }));
  expect(error.details).toEqual(faults.slice(0, listed));
  expect(error.message).toContain(`${count} faults`);
  expect(error.message.includes("first 25")).toBe(isCut);
});
