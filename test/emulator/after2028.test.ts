import { errorText } from "./cases/OperationCase";
import { TestEmulator } from "./support/TestEmulator";

const running = TestEmulator.forAll({ after2028: true });

// choice: retired scopes
const refusal = (scope: string) => errorText("ValidationError", `Invalid scopes - '${scope}' is retired.`, "scopes");

describe.each(["2020-07-20-preview2", "2023-10-01", "2026-09-23"] as const)("after 2028, version %s", (version) => {
  const issue = async (...scopes: string[]) => running.call("issue", version, await running.newIdentity(), { scopes });

  test.each(version === "2020-07-20-preview2" ? ["chat", "pstn"] : ["chat", "chat.join", "chat.join.limited"])(
    "refuses the scope %s, alone and beside voip",
    async (scope) => {
      for (const reply of [await issue(scope), await issue("voip", scope)]) {
        expect([reply.status, reply.body]).toEqual([400, refusal(scope)]);
      }
    },
  );

  test("issues voip, and creates identities", async () => {
    expect((await issue("voip")).status).toBe(200);
  });
});

test("a creation with a retired scope creates nothing", async () => {
  const before = running.emulator.control.state().identities.length;
  const reply = await running.call("create", "2023-10-01", undefined, { createTokenWithScopes: ["chat", "voip"] });
  expect([reply.status, reply.body]).toEqual([400, refusal("chat")]);
  expect(running.emulator.control.state().identities).toHaveLength(before);
});

test("a reset goes back to how it was started", async () => {
  running.emulator.control.setAfter2028(false);
  await running.emulator.control.reset();
  expect(running.emulator.control.state().acs.after2028).toBe(true);
});
