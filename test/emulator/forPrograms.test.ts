import { TestEmulator } from "./support/TestEmulator";

const running = TestEmulator.forAll();
const tell = (what: string, headers = {}) =>
  running.send(`${running.emulator.endpoints.acs}/emulator/${what}`, { headers });

test("tells programs at the port of ACS which identities there are and where its services listen, and no key", async () => {
  const [kept, deleted] = [await running.newIdentity(), await running.newIdentity()];
  await running.call("delete", "2023-10-01", deleted);
  expect((await tell("identities")).json()).toEqual({
    value: [
      { id: kept, deleted: false },
      { id: deleted, deleted: true },
    ],
  });
  expect((await tell("endpoints")).json()).toEqual(running.emulator.endpoints);
});

test.each([{ host: "attacker.example" }, { origin: "https://attacker.example" }])(
  "tells nothing to what may be a page of a browser: %j",
  async (headers) => {
    expect((await tell("identities", headers)).status).toBe(403);
  },
);
