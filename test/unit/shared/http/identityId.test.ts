import { IDENTITY_ID, ownerOf } from "../../../../shared/acs/idForms";
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

const [RESOURCE, OBJECT] = ["188d4cea-0a9b-4840-8fdc-7a5c71fe9bd0", "7d4e1c00-0000-4000-8000-000000000003"];
const TENANT = "7d4e1c00-0000-4000-8000-000000000001";

/** An id as it is written, of whom it is, and what is said of what to do. */
const OF_OTHERS: readonly [id: string, whose: string, instead: RegExp][] = [
  [`8:acs:${RESOURCE}_${TENANT}_${OBJECT}`, "Microsoft Entra user or resource account", /teams-access\/TENANT\/OBJECT/],
  [`8:acs:${RESOURCE}_wf_${TENANT}_${OBJECT}`, "Microsoft Entra user or resource account", /by an Entra token/],
  [`8:dod-acs:${RESOURCE}_${TENANT}_${OBJECT}`, "Microsoft Entra user or resource account", /lets it in or shuts/],
  [`8:gcch-acs:${RESOURCE}_${TENANT}_${OBJECT.toUpperCase()}`, "Microsoft Entra user or resource account", /DELETE/],
  [`8:orgid:${OBJECT}`, "a Teams user", /POST \/api\/me\/teams-tokens/],
  [`8:dod:${OBJECT}`, "a Teams user", /teams-tokens/],
  [`8:gcch:${OBJECT}`, "a Teams user", /Microsoft Entra/],
  [`8:teamsvisitor:${OBJECT}`, "a guest of a Teams meeting", /Teams alone/],
  [`28:orgid:${OBJECT}`, "a Teams app, bot or resource account", /teams-access/],
  ["4:+12065551234", "a phone number", /no tokens/],
  ["4:anonymous", "a phone number", /no tokens/],
];

test.each(OF_OTHERS)("%s is refused as that of %s, with what to do instead", (id, whose, instead) => {
  for (const given of [id, encodeURIComponent(id)]) {
    const checked = check(given);
    expect(checked).toMatchObject({ fieldErrors: [{ code: "InvalidIdentity", target: "id" }] });
    const message = "fieldErrors" in checked ? checked.fieldErrors.map((error) => error.message).join() : "";
    expect(message).toContain(`is that of ${whose.startsWith("a ") ? "" : "a "}${whose}`);
    expect(message).toMatch(instead);
  }
});

test("whose an id is is told though a percent sign in it is malformed", () => {
  expect(JSON.stringify(check(`8:orgid:${OBJECT}%`))).toContain("is that of a Teams user");
});

test.each([
  "alice",
  "",
  ID,
  `8:acs:${RESOURCE}_${TENANT}_`,
  `8:acs:${GUIDS}_${OBJECT}_${OBJECT}`,
  "48:notes",
  "8:spool:x",
])("whose %j is cannot be told, or it is an ACS identity's own", (id) => {
  expect(ownerOf(id)).toBeUndefined();
});

test.each(OF_OTHERS)("%s has no form of an ACS identity, wherever that is looked at", (id) => {
  expect(IDENTITY_ID.test(id)).toBe(false);
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
