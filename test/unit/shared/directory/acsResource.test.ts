import { AcsCalls } from "../../../../shared/acs/AcsCalls";
import { AcsIdentities } from "../../../../shared/acs/AcsIdentities";
import { ConnectionStringSource } from "../../../../shared/connectionString/ConnectionStringSource";
import { parseConnectionString } from "../../../../shared/connectionString/parseConnectionString";
import { deadlineIn } from "../../../../shared/deadline";
import { ManualClock } from "../../../support/ManualClock";
import { recordLog } from "../../../support/recordLog";

const of = (name: string) => parseConnectionString(`endpoint=https://${name}.communication.azure.com/;accesskey=a2V5`);

/** An AcsIdentities whose vault holds the connection strings of these resources, one after the other. */
function setUp(...names: string[]) {
  const clock = new ManualClock();
  const { log } = recordLog();
  const read = jest.fn(() => Promise.resolve(of((names.length > 1 ? names.shift() : names[0]) ?? "")));
  const connectionStrings = new ConnectionStringSource({ read, maxAgeSeconds: 300, clock, log });
  const createClient = () => Promise.reject(new Error("ACS is not asked."));
  const { random } = Math;
  const telemetry = { audit: () => undefined, pseudonym: (id: string) => id };
  const calls = new AcsCalls({ connectionStrings, createClient, clock, random, ...telemetry });
  const identities = new AcsIdentities({ calls, clock, random, log });
  return { read, resource: (recorded?: string) => identities.resource(deadlineIn(7_500, clock), recorded) };
}

test("is the host of the connection string", async () => {
  const { resource, read } = setUp("Contoso");
  expect(await resource()).toBe("contoso.communication.azure.com");
  expect(await resource("contoso.communication.azure.com")).toBe("contoso.communication.azure.com");
  expect(read).toHaveBeenCalledTimes(1);
});

test("is looked up afresh when a record names another one, since this process may be behind", async () => {
  const { resource } = setUp("old", "new");
  expect(await resource()).toBe("old.communication.azure.com");
  expect(await resource("new.communication.azure.com")).toBe("new.communication.azure.com");
});

test("is looked up once for many such records", async () => {
  const { resource, read } = setUp("new");
  await resource();
  for (let n = 0; n < 10; n++) {
    expect(await resource("old.communication.azure.com")).toBe("new.communication.azure.com");
  }
  expect(read).toHaveBeenCalledTimes(2);
});
