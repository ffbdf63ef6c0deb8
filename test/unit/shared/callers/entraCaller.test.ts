import { entraCaller } from "../../../../shared/callers/callerOfIds";

const TENANT = "0AC5DE57-0000-4000-8000-00000000000A";
const OBJECT = "0ac5de57-0000-4000-8000-00000000000B";

test("an Entra user is the same in either letter case", () => {
  const caller = {
    key: "entra|0ac5de57-0000-4000-8000-00000000000a|0ac5de57-0000-4000-8000-00000000000b",
    entra: { tenantId: TENANT.toLowerCase(), objectId: OBJECT.toLowerCase() },
  };
  expect(entraCaller(TENANT, OBJECT)).toEqual(caller);
  expect(entraCaller(TENANT.toLowerCase(), OBJECT.toUpperCase())).toEqual(caller);
});

test.each([
  [undefined, OBJECT],
  [TENANT, undefined],
  ["", OBJECT],
  ["contoso.com", OBJECT],
  [TENANT, "alice"],
  [TENANT, `${OBJECT}|`],
  [`${TENANT}\n`, OBJECT],
])("%j and %j are nobody's ids", (tenantId, objectId) => {
  expect(entraCaller(tenantId, objectId)).toBeUndefined();
});
