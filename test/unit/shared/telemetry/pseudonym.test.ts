import { pseudonyms } from "../../../../shared/telemetry/pseudonym";

const ID = "8:acs:188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1";

test("is the same for the same id and salt, and for no other", () => {
  const pseudonym = pseudonyms("a salt of some length");
  expect(pseudonym(ID)).toMatch(/^[0-9a-f]{32}$/);
  expect(pseudonyms("a salt of some length")(ID)).toBe(pseudonym(ID));
  expect(pseudonyms("another salt of this")(ID)).not.toBe(pseudonym(ID));
  expect(pseudonym(`${ID}0`)).not.toBe(pseudonym(ID));
});

test("is the HMAC-SHA256 that other tools compute (RFC 4231, test case 2)", () => {
  expect(pseudonyms("Jefe")("what do ya want for nothing?")).toBe("5bdcc146bf60754e6a042426089575c7");
});
