import * as fc from "fast-check";
import { challenge } from "../../../../shared/callers/refusals";

describe("the challenge", () => {
  test("of a request that brought nothing has no error", () => {
    expect(challenge()).toBe("Bearer");
  });

  test("says what is wrong", () => {
    expect(challenge({ error: "invalid_token", description: 'It is "x".' })).toBe(
      `Bearer error="invalid_token", error_description="It is 'x'."`,
    );
  });

  test("names the scope that is asked for", () => {
    expect(challenge({ error: "insufficient_scope", description: "No.", scope: "Tokens.Read" })).toBe(
      'Bearer error="insufficient_scope", error_description="No.", scope="Tokens.Read"',
    );
  });

  test("can stand in a header, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2_000 }), (description) => {
        const header = challenge({ error: "invalid_token", description });
        expect(header).toMatch(/^Bearer error="invalid_token", error_description="[\x20-\x21\x23-\x5b\x5d-\x7e]*"$/);
        expect(header.length).toBeLessThan(600);
      }),
    );
  });
});
