import { identityId } from "../../../../shared/http/identityId";
import { httpRequest } from "../../../support/httpRequest";

const GUIDS = "188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0_00000007-5535-965c-dbb7-3a3a0d0043d1";
const ID = `8:acs:${GUIDS}`;

const check = (id: string) => identityId(httpRequest({ params: { id } }));

it.each([
  ID,
  `8:dod-acs:${GUIDS}`,
  `8:gcch-acs:${GUIDS}`,
  "8:acs:4ccc92c8-9815-4422-bddc-ceea181dc774_00000006-19e0-2727-80f5-8b3a0d003502",
])("%s is an identity, raw or encoded", (id) => {
  expect(check(id)).toEqual({ value: id });
  expect(check(encodeURIComponent(id))).toEqual({ value: id });
  expect(check(id.replaceAll(":", "%3a"))).toEqual({ value: id });
});

test("hexadecimal digits may be capitals", () => {
  expect(check(`8:acs:${GUIDS.toUpperCase()}`)).toEqual({ value: `8:acs:${GUIDS.toUpperCase()}` });
});

it.each([
  ["nothing", ""],
  ["a word", "alice"],
  ["the portal's own", "{id}"],
  ["an id encoded twice", encodeURIComponent(encodeURIComponent(ID))],
  ["an id without its prefix", GUIDS],
  ["an id without its number", `acs:${GUIDS}`],
  ["half an id", "8:acs:188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0"],
  ["another separator", ID.replace("_", "-")],
  ["a digit that is none", ID.replace("188d", "188g")],
  ["one digit too many", `${ID}0`],
  ["one digit too few", ID.slice(0, -1)],
  ["a space before", ` ${ID}`],
  ["a space after", `${ID}%20`],
  ["a newline after", `${ID}%0A`],
  ["a zero byte after", `${ID}%00`],
  ["a path after", `${ID}/tokens`],
  ["a path before", `..%2F${ID}`],
  ["two ids", `${ID},${ID}`],
  ["a Teams user", "8:orgid:188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0"],
  ["a Teams user with two parts", `8:orgid:${GUIDS}`],
  ["a phone number", "4:+12065551234"],
  ["a prefix in capitals, which the SDKs do not take for one", ID.replace("acs", "ACS")],
  ["an unknown cloud", `8:mars-acs:${GUIDS}`],
  ["a malformed percent sign", `${ID}%`],
  ["malformed percent digits", ID.replaceAll(":", "%3G")],
  ["percent bytes that are not UTF-8", `${ID}%C3%28`],
  ["4 KiB", "8:acs:".padEnd(4_096, "0")],
  ["4 KiB of percent signs", "%25".repeat(1_365)],
])("%s is refused as an identity's id", (_, id) => {
  const checked = check(id);
  expect(checked).toMatchObject({ fieldErrors: [{ code: "InvalidIdentity", target: "id" }] });
  expect(checked).not.toHaveProperty("value");
});

test("no id at all is none", () => {
  expect(identityId(httpRequest())).toMatchObject({ fieldErrors: [{ code: "InvalidIdentity" }] });
});

test("the fault says where to get an id, and does not repeat what was sent", () => {
  const message = JSON.stringify(check("<script>"));
  expect(message).toContain("user.communicationUserId");
  expect(message).toContain("POST /api/identities");
  expect(message).not.toContain("script");
});
