import { LruMap } from "../../../shared/LruMap";

test("of more entries than it may have, the one is dropped that was neither set nor looked up for longest", () => {
  const map = new LruMap<number>(3);
  ["a", "b", "c"].forEach((key, nth) => {
    map.set(key, nth);
  });
  map.get("a");
  map.set("b", 10);
  map.set("d", 4);
  map.set("e", 5);
  expect(["a", "b", "c", "d", "e"].map((key) => map.get(key))).toEqual([undefined, 10, undefined, 4, 5]);
});

test("an entry that is set again takes no place of another, and one that is deleted leaves its own", () => {
  const map = new LruMap<number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.set("b", 3);
  map.delete("b");
  map.set("c", 4);
  expect(["a", "b", "c"].map((key) => map.get(key))).toEqual([1, undefined, 4]);
});
