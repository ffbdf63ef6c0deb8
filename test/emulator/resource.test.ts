import { wellKnown } from "../../tools/emulator/index";
import { TestEmulator } from "./support/TestEmulator";
import { field } from "./support/values";

const OTHER = "0ac5de57-0000-4000-8000-00000000000b";

const usual = TestEmulator.forAll();
const other = TestEmulator.forAll({ resourceId: OTHER });

const issuing = (emulator: TestEmulator, id: string) => emulator.call("issue", "2023-10-01", id, { scopes: ["chat"] });

test("each resource has identities of its own, and disowns another's in ACS's words", async () => {
  const [ours, theirs] = [await usual.newIdentity(), await other.newIdentity()];
  expect(ours).toMatch(`8:acs:${wellKnown.resourceId}_`);
  expect(theirs).toMatch(`8:acs:${OTHER}_`);
  expect((await issuing(other, theirs)).status).toBe(200);
  for (const reply of [await issuing(usual, theirs), await issuing(other, ours)]) {
    expect([reply.status, field(reply.json(), "error", "code")]).toEqual([401, "IdentityNotOwned"]);
  }
});

test("its tokens and its page name it", async () => {
  const token = await other.newToken(await other.newIdentity());
  const claims = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
  expect(claims).toContain(`"resourceId":"${OTHER}"`);
  expect((await other.send(`${other.emulator.endpoints.acs}/`)).body).toContain(OTHER);
});
