import * as fc from "fast-check";
import { userKey } from "../../../../shared/callers/callerOfIds";

/** Texts of the characters that mean something in a key, or look like it. */
const ids = fc.array(
  fc.oneof(fc.string({ unit: fc.constantFrom("|", "%", "7", "c", "0", "\ud800", "é") }), fc.string()),
);

describe("a key", () => {
  test("is its ids, when they need no escaping", () => {
    expect(userKey("https://issuer.example/t/v2.0", "alice@x_1~")).toBe("https://issuer.example/t/v2.0|alice@x_1~");
  });

  test("has no delimiter but its own", () => {
    expect(userKey("a|b", "c%d")).toBe("a%007cb|c%0025d");
  });

  test("differs wherever ids differ", () => {
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other) && one.length > 0 && other.length > 0);
        return userKey(...one) !== userKey(...other);
      }),
    );
  });

  test("is visible ASCII, whatever the ids are", () => {
    const anything = fc.array(fc.string({ unit: "binary" }));
    fc.assert(fc.property(anything, (given) => /^[\x21-\x7e]*$/.test(userKey(...given))));
  });
});
