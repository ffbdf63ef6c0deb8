import { ApiError, type FieldError } from "../../../../shared/errors";
import { valueOf, valuesOf } from "../../../../shared/http/fieldErrors";
import { errorFrom } from "../../../support/errorFrom";

const badId: FieldError = { code: "InvalidIdentity", target: "id", message: "The id is bad." };
const badScopes: FieldError = { code: "InvalidValue", target: "scopes", message: "The scopes are bad." };
const badField: FieldError = { code: "UnknownField", target: "name", message: "There is no field name." };

const manyErrors = (count: number): FieldError[] =>
  Array.from({ length: count }, (_, index) => ({ ...badScopes, target: `scopes[${index}]` }));

test("values are given back", () => {
  expect(valueOf({ value: "id" })).toBe("id");
  expect(valueOf({ value: null })).toBeNull();
  expect(valuesOf({ value: "id" }, { value: 5 })).toEqual(["id", 5]);
});

test("a bad id alone is InvalidIdentity", async () => {
  for (const work of [
    () => valueOf({ fieldErrors: [badId] }),
    () => valuesOf({ fieldErrors: [badId] }, { value: 5 }),
  ]) {
    const error = await errorFrom(ApiError, work);
    expect(error).toMatchObject({ code: "InvalidIdentity", status: 400, message: badId.message, details: [badId] });
  }
});

test("a bad body alone is InvalidRequest", async () => {
  for (const work of [
    () => valueOf({ fieldErrors: [badScopes] }),
    () => valuesOf({ value: "id" }, { fieldErrors: [badScopes] }),
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

test("what is wrong with both parts is named at once, in their order", async () => {
  const error = await errorFrom(ApiError, () =>
    valuesOf({ fieldErrors: [badId] }, { fieldErrors: [badScopes, badField] }),
  );
  expect(error.code).toBe("InvalidRequest");
  expect(error.details).toEqual([badId, badScopes, badField]);
  expect(error.message).toMatch(/3 faults.*details/);
});

it.each([
  [25, 25, false],
  [26, 25, true],
  [4_000, 25, true],
])("of %d field errors %d are listed", async (count, listed, isCut) => {
  const fieldErrors = manyErrors(count);
  const error = await errorFrom(ApiError, () => valueOf({ fieldErrors }));
  expect(error.details).toEqual(fieldErrors.slice(0, listed));
  expect(error.message).toContain(`${count} faults`);
  expect(error.message.includes("first 25")).toBe(isCut);
});
