import { oneOf, SettingsReader, wholeNumber } from "../../../../shared/settings/SettingsReader";

const COLOUR = oneOf("red", "blue");

test("what is set and allowed is read, and no fault", () => {
  const given = new SettingsReader({ COLOUR: "blue", SIZE: "7" });

  expect(given.required("COLOUR", COLOUR)).toBe("blue");
  expect(given.optional("SIZE", wholeNumber(1, 9))).toBe(7);
  expect(given.problems).toEqual([]);
});

test.each([undefined, "", "  "])("%j counts as not set, which only a required setting must be", (value) => {
  const given = new SettingsReader({ COLOUR: value });

  expect(given.text("COLOUR")).toBeUndefined();
  expect(given.optional("COLOUR", COLOUR)).toBeUndefined();
  expect(given.problems).toEqual([]);
  expect(given.required("COLOUR", COLOUR)).toBeUndefined();
  expect(given.problems).toEqual(["COLOUR is missing: it must be red or blue"]);
});

test("every fault is kept, once, in the order in which it was found, without the value", () => {
  const given = new SettingsReader({ COLOUR: "green", SIZE: "10" });

  expect(given.optional("SIZE", wholeNumber(1, 9))).toBeUndefined();
  expect(given.required("COLOUR", COLOUR)).toBeUndefined();
  given.optional("SIZE", wholeNumber(1, 9));

  expect(given.problems).toEqual([
    "SIZE is not valid: it must be a whole number from 1 to 9",
    "COLOUR is not valid: it must be red or blue",
  ]);
});
