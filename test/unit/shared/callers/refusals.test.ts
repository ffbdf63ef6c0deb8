import * as fc from "fast-check";
import { anyOf, challenge, LONGEST_VALUE, quoted } from "../../../../shared/callers/refusals";

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

describe("a value in a message", () => {
  test("is shown as it is", () => {
    expect(quoted("https://login.microsoftonline.com/t/v2.0")).toBe('"https://login.microsoftonline.com/t/v2.0"');
    expect(anyOf(["a", "b"])).toBe('"a" or "b"');
  });

  test("is no token", () => {
    expect(quoted("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln")).toBe('"[redacted]"');
  });

  test("is no token that begins before it is cut", () => {
    const token = `eyJ${"h".repeat(500)}.eyJzdWIiOiJhIn0.c2ln`;
    for (const before of [0, 1, 50, LONGEST_VALUE - 10]) {
      expect(quoted("x ".repeat(before / 2) + token)).not.toContain("eyJ");
    }
  });

  test("is visible and short, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 1_000 }), (value) => {
        const text = quoted(value);
        expect(text).toMatch(/^"[\x20\x21\x23-\x5b\x5d-\x7e]*"$/);
        expect(text.length).toBeLessThanOrEqual(LONGEST_VALUE + 5);
      }),
    );
  });
});
