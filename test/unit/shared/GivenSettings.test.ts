import { GivenSettings } from "../../../shared/GivenSettings";
import { oneOf, wholeNumber } from "../../../shared/settingTypes";

const COLOUR = oneOf("red", "blue");

test("what is set and allowed is read, and no fault", () => {
  const given = new GivenSettings({ COLOUR: "blue", SIZE: "7" });

  expect(given.required("COLOUR", COLOUR)).toBe("blue");
  expect(given.optional("SIZE", wholeNumber(1, 9))).toBe(7);
  expect(given.faults).toEqual([]);
});

test.each([undefined, "", "  "])("%j counts as not set, which only a required setting must be", (value) => {
  const given = new GivenSettings({ COLOUR: value });

  expect(given.text("COLOUR")).toBeUndefined();
  expect(given.optional("COLOUR", COLOUR)).toBeUndefined();
  expect(given.faults).toEqual([]);
  expect(given.required("COLOUR", COLOUR)).toBeUndefined();
  expect(given.faults).toEqual(["COLOUR is missing: it must be red or blue"]);
});

test("every fault is kept, once, in the order in which it was found, without the value", () => {
  const given = new GivenSettings({ COLOUR: "green", SIZE: "10" });

  expect(given.optional("SIZE", wholeNumber(1, 9))).toBeUndefined();
  expect(given.required("COLOUR", COLOUR)).toBeUndefined();
  given.optional("SIZE", wholeNumber(1, 9));

  expect(given.faults).toEqual([
    "SIZE is not valid: it must be a whole number from 1 to 9",
    "COLOUR is not valid: it must be red or blue",
  ]);
});
