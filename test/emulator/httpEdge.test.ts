import { MAX_BODY_BYTES } from "../../tools/emulator/http/requestListener";
import { ManualClock } from "../../tools/kit/ManualClock";
import { TestEmulator } from "./support/TestEmulator";
import { matching } from "./support/values";

const running = TestEmulator.forAll({ clock: new ManualClock() });

test.each(["/%", "/identities/%E0%A4%A?api-version=2023-10-01"])(
  "answers the undecodable path %s with 400",
  async (path) => {
    const reply = await running.send(`${running.emulator.endpoints.acs}${path}`);
    expect([reply.status, reply.body]).toEqual([400, matching("percent-encoded")]);
  },
);

test("a body beyond the limit: 413", async () => {
  const body = "x".repeat(MAX_BODY_BYTES + 1);
  const reply = await running.send(`${running.emulator.endpoints.acs}/`, { method: "POST", body });
  expect(reply.status).toBe(413);
});

test("replies are dated by the emulator's clock", async () => {
  const reply = await running.send(`${running.emulator.endpoints.acs}/`);
  expect(reply.headers.date).toBe("Sat, 31 Jan 2026 12:00:00 GMT");
});

test("nothing of all this is a bug in the emulator", () => {
  expect(running.logged).toHaveLength(1);
});

test("a reply that cannot be written: the connection ends, and the log says why", async () => {
  const { control } = running.emulator;
  control.setFault("acs", { status: 503, retryAfter: "\n", times: 1 });
  await expect(running.send(`${running.emulator.endpoints.acs}/x`)).rejects.toThrow("socket hang up");
  expect(running.logged.at(-1)).toMatch(/^Bug in the emulator, in its reply: .*Retry-After/);
  expect((await running.send(`${running.emulator.endpoints.acs}/x`)).status).toBe(401);
});
