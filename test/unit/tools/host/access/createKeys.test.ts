import { createKeys } from "../../../../../tools/host/access/createKeys";
import { systemRandom } from "../../../../../tools/host/random";

test("every key is new, long, and can stand in a query as it is", () => {
  const { master, host, functions } = createKeys(["A", "B"], systemRandom);
  const keys = [master, host, ...Object.values(functions)];
  expect(Object.keys(functions)).toEqual(["A", "B"]);
  expect(new Set(keys).size).toBe(4);
  expect(keys.filter((key) => !/^[\w-]{54}$/.test(key))).toEqual([]);
});

test("the randomness is the caller's", () => {
  const random = { bytes: (count: number) => Buffer.alloc(count, 7), uuid: () => "" };
  expect(createKeys([], random).master).toBe(Buffer.alloc(40, 7).toString("base64url"));
});
